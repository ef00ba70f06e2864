package org.pumaguard.models.filesystem.disk;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.pumaguard.models.domain.port.DiskSpace;

/** Free space and access of a cache directory, which need not exist yet. */
public final class FileDiskSpace implements DiskSpace {

  private static final String DEVICE = "unix:dev";

  private final CacheLayout layout;
  private volatile boolean oneDisk;

  public FileDiskSpace(CacheLayout layout) {
    this.layout = layout;
  }

  @Override
  public Path directory() {
    return layout.directory();
  }

  @Override
  public long free() throws IOException {
    // The two are on different disks if the folder of internal files is a mount of its own.
    return isOneDisk()
        ? free(layout.root())
        : Math.min(free(layout.directory()), free(layout.root()));
  }

  /** Whether both exist and are on one disk, which is asked until they are. */
  private boolean isOneDisk() {
    if (!oneDisk) {
      try {
        Object device = Files.getAttribute(layout.root(), DEVICE);
        oneDisk = device.equals(Files.getAttribute(layout.directory(), DEVICE));
      } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
        return false;
      }
    }
    return oneDisk;
  }

  private static long free(Path directory) throws IOException {
    // Called per model, so it avoids reading the mount table. 0 means full, missing or unknown.
    long free = directory.toFile().getUsableSpace();
    return free > 0 ? free : Files.getFileStore(nearest(directory)).getUsableSpace();
  }

  @Override
  public Traits traits() throws IOException {
    return FileSystemTraits.of(nearest(layout.directory()), nearest(layout.root()));
  }

  @Override
  public Access access() throws IOException {
    Path nearest = nearest(layout.directory());
    if (!Files.isDirectory(nearest)) {
      return new Access(Access.State.BLOCKED, nearest);
    }
    boolean exists = nearest.equals(layout.directory());
    boolean isSearchable = Files.isExecutable(nearest);
    if (!exists && isSearchable && Files.isWritable(nearest)) {
      return new Access(Access.State.CREATABLE, nearest);
    }
    if (!exists || !isSearchable || !Files.isReadable(nearest)) {
      return new Access(Access.State.DENIED, nearest);
    }
    if (!Files.isWritable(nearest)) {
      return new Access(Access.State.READABLE, nearest);
    }
    return accessOfFolders();
  }

  /** The folders of the cache may belong to another user, such as root. */
  private Access accessOfFolders() throws IOException {
    for (Path folder : folders()) {
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        return new Access(Access.State.BLOCKED, folder);
      }
      if (!Files.isWritable(folder) || !Files.isExecutable(folder)) {
        return new Access(Access.State.READABLE, folder);
      }
    }
    for (Path file : List.of(layout.locks(), layout.cacheRegistry())) {
      if (FileAttributes.isObstructed(file)) {
        return new Access(Access.State.NO_FILE, file);
      }
    }
    return new Access(Access.State.WRITABLE, layout.directory());
  }

  /** The existing entries at the paths of the cache's own folders. */
  private List<Path> folders() throws IOException {
    List<Path> folders = new ArrayList<>();
    Path below = layout.directory();
    for (Path name : layout.directory().relativize(layout.root())) {
      below = below.resolve(name);
      folders.add(below);
    }
    folders.add(layout.partials());
    folders.add(layout.staging());
    folders.add(layout.trash());
    for (Path fannedOut : List.of(layout.blobs(), layout.fragmentIndex())) {
      folders.add(fannedOut);
      addFoldersIn(fannedOut, folders);
    }
    folders.removeIf(folder -> !Files.exists(folder, LinkOption.NOFOLLOW_LINKS));
    return folders;
  }

  private static void addFoldersIn(Path folder, List<Path> folders) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || !Files.isReadable(folder)) {
      return;
    }
    try (DirectoryStream<Path> inner =
        Files.newDirectoryStream(
            folder, entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))) {
      inner.forEach(folders::add);
    }
  }

  /** The directory, or its nearest existing parent. */
  private static Path nearest(Path directory) {
    Path nearest = directory;
    while (!Files.exists(nearest, LinkOption.NOFOLLOW_LINKS) && nearest.getParent() != null) {
      nearest = nearest.getParent();
    }
    return nearest;
  }
}

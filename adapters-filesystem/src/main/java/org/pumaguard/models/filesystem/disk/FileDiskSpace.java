package org.pumaguard.models.filesystem.disk;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.pumaguard.models.domain.port.DiskSpace;

/** The disk of a cache directory, which need not be there yet. */
public final class FileDiskSpace implements DiskSpace {

  private final CacheLayout layout;

  public FileDiskSpace(CacheLayout layout) {
    this.layout = layout;
  }

  @Override
  public Path directory() {
    return layout.directory();
  }

  @Override
  public long free() throws IOException {
    Path nearest = nearest();
    // Asked for each model, so not by way of the list of mounted disks, which nothing needs to read
    // unless this says 0: for none, and for not known.
    long free = nearest.toFile().getUsableSpace();
    return free > 0 ? free : Files.getFileStore(nearest).getUsableSpace();
  }

  @Override
  public Access access() throws IOException {
    Path nearest = nearest();
    if (!Files.isDirectory(nearest)) {
      return new Access(Access.State.BLOCKED, nearest);
    }
    boolean isThere = nearest.equals(layout.directory());
    boolean canBeEntered = Files.isExecutable(nearest);
    if (!isThere && canBeEntered && Files.isWritable(nearest)) {
      return new Access(Access.State.CREATABLE, nearest);
    }
    if (!isThere || !canBeEntered || !Files.isReadable(nearest)) {
      return new Access(Access.State.DENIED, nearest);
    }
    if (!Files.isWritable(nearest)) {
      return new Access(Access.State.READABLE, nearest);
    }
    return inside();
  }

  /** Folders of the cache's own may have been left by somebody else, such as an administrator. */
  private Access inside() throws IOException {
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

  /** What stands where the cache has its own folders. */
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

  /** The directory, or the nearest above it that is there. */
  private Path nearest() {
    Path nearest = layout.directory();
    while (!Files.exists(nearest, LinkOption.NOFOLLOW_LINKS) && nearest.getParent() != null) {
      nearest = nearest.getParent();
    }
    return nearest;
  }
}

package org.pumaguard.models.domain.port.power;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.pumaguard.models.domain.port.store.PowerSupply;

/**
 * A directory of the real disk, and what of it survives a power cut: of a file the bytes at its
 * last force, of a directory the names at its last force. Safe for use by many threads.
 */
public final class PoweredDisk implements PowerSupply {

  private final Path root;
  private final Restart restart;
  private final PoweredFileSystem system = new PoweredFileSystem(this);
  private final Map<Object, Inode> inodes = new HashMap<>();
  private long changes;
  private long lastChange = Long.MAX_VALUE;
  private boolean failsForce;

  /** The disk below an empty directory of the default file system. */
  public PoweredDisk(Path root) {
    this(root, (file, bytes) -> bytes);
  }

  /**
   * As {@link #PoweredDisk(Path)}, for an adapter that asks the system whether it has started
   * again.
   *
   * @param restart makes the bytes of a file look as after a restart
   */
  public PoweredDisk(Path root, Restart restart) {
    this.root = root;
    this.restart = restart;
  }

  /** The directory, as an adapter gets it. */
  public Path root() {
    return new PoweredPath(system, root);
  }

  @Override
  public synchronized void cutAfter(long more) {
    lastChange = changes + more;
  }

  @Override
  public synchronized void failNextForce() {
    failsForce = true;
  }

  @Override
  public synchronized void cycle(boolean keepsNames) throws IOException {
    lastChange = Long.MAX_VALUE;
    Map<Path, Inode> survivors = new TreeMap<>();
    if (keepsNames) {
      for (Path path : tree()) {
        survivors.put(path, inode(path).resized(path));
      }
    } else {
      collect(root, inode(root), survivors);
    }
    List<Path> old = tree();
    for (int i = old.size() - 1; i >= 0; i--) {
      Files.delete(old.get(i));
    }
    inodes.keySet().retainAll(Set.of(key(root)));
    Map<Inode, Path> created = new HashMap<>();
    for (Map.Entry<Path, Inode> survivor : survivors.entrySet()) {
      create(survivor.getKey(), survivor.getValue(), created);
    }
    for (Path path : tree()) {
      force(path);
    }
    force(root);
  }

  /** Counts a change, or fails it after the cut. */
  synchronized void change() throws IOException {
    changes++;
    if (changes > lastChange) {
      throw new IOException("power cut");
    }
  }

  /** Counts the creation of a file. */
  synchronized void opens(Path file, Set<? extends OpenOption> options) throws IOException {
    boolean creates =
        options.contains(StandardOpenOption.CREATE)
            || options.contains(StandardOpenOption.CREATE_NEW);
    if ((creates && !Files.exists(file))
        || options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
      change();
    }
  }

  /** Makes the bytes of a file, or the names of a directory, survive. */
  synchronized void force(Path path) throws IOException {
    if (!path.startsWith(root)) {
      return;
    }
    Inode inode = inode(path);
    if (!inode.isDirectory && failsForce) {
      failsForce = false;
      throw new IOException("Input/output error");
    }
    if (inode.isDirectory) {
      inode.names.clear();
      for (Path child : children(path)) {
        inode.names.put(String.valueOf(child.getFileName()), inode(child));
      }
    } else {
      inode.bytes = Files.readAllBytes(path);
    }
  }

  /** Removes a name; its inode number may be used for another file then. */
  synchronized void removing(Path path, Removal removal) throws IOException {
    boolean isLast =
        Files.exists(path, LinkOption.NOFOLLOW_LINKS)
            && Objects.equals(1, Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS));
    Object key = isLast || Files.isDirectory(path) ? key(path) : path;
    removal.run();
    inodes.remove(key);
  }

  private Inode inode(Path path) throws IOException {
    boolean isDirectory = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    return inodes.computeIfAbsent(key(path), key -> new Inode(isDirectory));
  }

  private static Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  private static void collect(Path directory, Inode inode, Map<Path, Inode> survivors) {
    inode.names.forEach(
        (name, child) -> {
          survivors.put(directory.resolve(name), child);
          collect(directory.resolve(name), child, survivors);
        });
  }

  private void create(Path path, Inode inode, Map<Inode, Path> created) throws IOException {
    Path other = created.putIfAbsent(inode, path);
    if (inode.isDirectory) {
      Files.createDirectory(path);
    } else if (other != null) {
      Files.createLink(path, other);
    } else {
      Files.write(path, restart.restarted(path, inode.bytes));
    }
  }

  /** All paths below the root, parents first. */
  private List<Path> tree() throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.filter(path -> !path.equals(root)).sorted(Comparator.naturalOrder()).toList();
    }
  }

  private static List<Path> children(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children.toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** What a restart changes. */
  public interface Restart {
    /** The bytes of a file after a restart. */
    byte[] restarted(Path file, byte[] bytes);
  }

  /** Removes a name. */
  interface Removal {
    /** Removes it. */
    void run() throws IOException;
  }

  /** A file or a directory, apart from its names. */
  private static final class Inode {

    private final boolean isDirectory;
    private final Map<String, Inode> names = new TreeMap<>();
    private byte[] bytes = new byte[0];

    Inode(boolean isDirectory) {
      this.isDirectory = isDirectory;
    }

    /** Of the present length of its file, with zeros for bytes that were not forced. */
    Inode resized(Path file) throws IOException {
      if (!isDirectory) {
        bytes = Arrays.copyOf(bytes, (int) Files.size(file));
      }
      return this;
    }
  }
}

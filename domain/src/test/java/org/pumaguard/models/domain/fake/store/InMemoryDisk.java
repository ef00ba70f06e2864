package org.pumaguard.models.domain.fake.store;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.port.PlainFiles;

/**
 * A file system in memory: directories, and files that have an inode, times and hard links. Each
 * change moves its clock on by a microsecond at least, so that no change hides. It fails as its
 * {@link DiskFaults} say. Safe for use by many threads.
 */
public final class InMemoryDisk implements PlainFiles {

  private final Clock clock;
  private final DiskFaults faults = new DiskFaults();
  private final Map<Path, DiskEntry> entries = new TreeMap<>();
  private final DiskEntry root = new DiskEntry(0, true, 0);
  private long lastInode = 1000;
  private long lastTime;

  /** An empty disk, whose times follow a clock. */
  public InMemoryDisk(Clock clock) {
    this.clock = clock;
  }

  /** How this disk fails. */
  public DiskFaults faults() {
    return faults;
  }

  /** The fingerprint of a file; empty for a directory, and where nothing is. */
  public synchronized Optional<Fingerprint> fingerprint(Path path) {
    return Optional.ofNullable(entries.get(path))
        .filter(entry -> !entry.isDirectory)
        .map(DiskEntry::fingerprint);
  }

  synchronized Optional<DiskEntry> find(Path path) {
    return Optional.ofNullable(entries.get(path));
  }

  synchronized DiskEntry file(Path path) throws IOException {
    return find(path)
        .filter(entry -> !entry.isDirectory)
        .orElseThrow(() -> new NoSuchFileException(path.toString()));
  }

  /** Whether a directory has this path. */
  public boolean isDirectory(Path path) {
    return find(path).filter(entry -> entry.isDirectory).isPresent();
  }

  synchronized InMemoryFile open(Path path) throws IOException {
    faults.crash(path);
    return new InMemoryFile(this, path, file(path));
  }

  synchronized InMemoryFile openOrCreate(Path path) throws IOException {
    if (!entries.containsKey(path)) {
      create(path, false);
    }
    return open(path);
  }

  synchronized List<Path> children(Path directory) {
    return entries.keySet().stream().filter(path -> directory.equals(path.getParent())).toList();
  }

  /** All paths below a directory, itself included; parents first. */
  public synchronized List<Path> tree(Path root) {
    return entries.keySet().stream().filter(path -> path.startsWith(root)).toList();
  }

  synchronized void link(Path existing, Path path) throws IOException {
    DiskEntry file = file(existing);
    if (!faults.hasHardLinks()) {
      throw new UnsupportedOperationException("no hard links");
    }
    if (entries.containsKey(path)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    faults.step(path);
    makeParents(path);
    entries.put(path, file);
    file.links++;
    file.ctime = tick();
    touchParent(path);
  }

  @Override
  public synchronized void move(Path from, Path to) throws IOException {
    DiskEntry moved = find(from).orElseThrow(() -> new NoSuchFileException(from.toString()));
    DiskEntry former = entries.get(to);
    if (former != null && (former.isDirectory || moved.isDirectory)) {
      throw new FileAlreadyExistsException(to.toString());
    }
    if (moved.equals(former)) {
      return;
    }
    faults.step(to);
    makeParents(to);
    for (Path path : tree(from)) {
      Path target = path.equals(from) ? to : to.resolve(from.relativize(path));
      DiskEntry entry = Optional.ofNullable(entries.remove(path)).orElseThrow();
      unlinked(Optional.ofNullable(entries.put(target, entry)));
    }
    moved.ctime = tick();
    touchParent(from);
    touchParent(to);
  }

  @Override
  public synchronized void delete(Path path) throws IOException {
    if (!deleteIfExists(path)) {
      throw new NoSuchFileException(path.toString());
    }
  }

  synchronized boolean deleteIfExists(Path path) throws IOException {
    if (!entries.containsKey(path)) {
      return false;
    }
    if (!children(path).isEmpty()) {
      throw new DirectoryNotEmptyException(path.toString());
    }
    faults.step(path);
    unlinked(Optional.ofNullable(entries.remove(path)));
    touchParent(path);
    return true;
  }

  synchronized void deleteTree(Path root) throws IOException {
    List<Path> paths = new ArrayList<>(tree(root));
    for (int i = paths.size() - 1; i >= 0; i--) {
      deleteIfExists(paths.get(i));
    }
  }

  @Override
  public synchronized byte[] read(Path path) throws IOException {
    return file(path).copy();
  }

  @Override
  public void write(Path path, byte[] bytes) throws IOException {
    try (InMemoryFile file = openOrCreate(path)) {
      file.truncate(0);
      file.write(0, bytes);
      file.force();
    }
  }

  /** Changes a byte of a file and none of its times, as a failing disk does. */
  public synchronized void rot(Path path, int offset) throws IOException {
    file(path).buffer()[offset] ^= 0x55;
  }

  /** Changes a byte of a file in place, which shows in its times. */
  public synchronized void change(Path path, int offset) throws IOException {
    rot(path, offset);
    DiskEntry file = file(path);
    file.mtime = tick();
    file.ctime = file.mtime;
  }

  /** Fails to read a file from an offset on. */
  public synchronized void makeUnreadable(Path path, long offset) throws IOException {
    file(path).unreadableFrom = offset;
  }

  @Override
  public synchronized boolean exists(Path path) {
    return entries.containsKey(path);
  }

  @Override
  public synchronized List<String> list(Path directory) throws IOException {
    if (!isDirectory(directory)) {
      throw new NotDirectoryException(directory.toString());
    }
    return children(directory).stream().map(path -> String.valueOf(path.getFileName())).toList();
  }

  @Override
  public synchronized void makeDirectory(Path path) throws IOException {
    if (!entries.containsKey(path)) {
      create(path, true);
    } else if (!isDirectory(path)) {
      throw new FileAlreadyExistsException(path.toString());
    }
  }

  /**
   * Loses all bytes of files that were not forced; their lengths stay. Directories are created
   * durably.
   *
   * @param keepsNames whether names survive that were not forced; a disk may have written them
   */
  public synchronized void losePower(boolean keepsNames) {
    if (!keepsNames) {
      entries.clear();
      restore(Path.of("/"), root);
    }
    entries.values().forEach(DiskEntry::losePower);
  }

  private void restore(Path directory, DiskEntry survivor) {
    survivor.forcedChildren.forEach(
        (name, child) -> {
          entries.put(directory.resolve(name), child);
          restore(directory.resolve(name), child);
        });
  }

  /** Makes the names in a directory survive a power cut. */
  public synchronized void forceNames(Path directory) throws IOException {
    if (faults.skipsForces()) {
      return;
    }
    faults.step(directory);
    DiskEntry folder = folder(directory);
    folder.forcedChildren.clear();
    for (Path child : children(directory)) {
      folder.forcedChildren.put(name(child), Objects.requireNonNull(entries.get(child)));
    }
  }

  /** The bytes of all files, each once. */
  public synchronized long usedBytes() {
    return entries.values().stream().distinct().mapToLong(DiskEntry::size).sum();
  }

  /** How many bytes may still be written. */
  public long freeBytes() {
    return Math.max(0, faults.capacity() - usedBytes());
  }

  synchronized void resize(Path path, DiskEntry file, int size) throws IOException {
    if (size - file.size() > freeBytes()) {
      throw new FileSystemException(path.toString(), null, "No space left on device");
    }
    file.resize(size);
  }

  synchronized long tick() {
    Instant now = clock.instant();
    long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    lastTime = Math.max(lastTime + 1_000, nanos + 1_000);
    return lastTime;
  }

  private void create(Path path, boolean isDirectory) throws IOException {
    faults.step(path);
    makeParents(path);
    lastInode++;
    DiskEntry created = new DiskEntry(lastInode, isDirectory, tick());
    entries.put(path, created);
    touchParent(path);
    if (isDirectory) {
      folder(Objects.requireNonNull(path.getParent())).forcedChildren.put(name(path), created);
    }
  }

  private DiskEntry folder(Path directory) {
    return entries.getOrDefault(directory, root);
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private void makeParents(Path path) throws IOException {
    Path parent = path.getParent();
    if (parent != null && !parent.equals(path.getRoot())) {
      makeDirectory(parent);
    }
  }

  private void touchParent(Path path) {
    Path parent = path.getParent();
    DiskEntry folder = parent == null ? null : entries.get(parent);
    if (folder != null) {
      folder.mtime = tick();
      folder.ctime = folder.mtime;
    }
  }

  private void unlinked(Optional<DiskEntry> former) {
    former.ifPresent(
        entry -> {
          entry.links--;
          entry.ctime = tick();
        });
  }
}

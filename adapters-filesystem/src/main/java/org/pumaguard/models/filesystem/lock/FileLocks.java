package org.pumaguard.models.filesystem.lock;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.Folders;
import org.pumaguard.models.filesystem.disk.GroupAccess;

/**
 * Locks as byte ranges of one file, which the kernel releases when the process ends. One file
 * serves all keys; it is never deleted, since a lock on a deleted file excludes no other process.
 *
 * <p>POSIX locks belong to the process, and closing any channel on the file releases all of them.
 * Therefore this JVM keeps one channel per file open while any lock is held, and the {@link
 * LockTable} excludes its threads from each other, also those of other class loaders. Thread-safe.
 */
public final class FileLocks implements CacheLock {

  private final CacheLayout layout;
  private final LockMarks marks;

  /** The file that was locked last, which only the owner of the table uses. */
  private Optional<LockFile> latest = Optional.empty();

  public FileLocks(CacheLayout layout) {
    this.layout = layout;
    this.marks = new LockMarks(layout.lockMarks());
  }

  @Override
  public Optional<Held> tryAcquire(Key key, Mode mode) throws IOException {
    Path path = layout.locks();
    try (LockTable table = LockTable.enter()) {
      Optional<Held> joined = mode == Mode.SHARED ? join(key) : Optional.empty();
      if (joined.isPresent()) {
        return joined;
      }
      LockFiles files = new LockFiles(table);
      Optional<LockFile> known = files.openKnown(path, mode);
      if (known.isPresent()) {
        // The folder was checked when the file was opened.
        return tryLock(files, known.get(), key, mode);
      }
    }
    Folders.make(layout, layout.root());
    try (LockTable table = LockTable.enter()) {
      LockFiles files = new LockFiles(table);
      boolean isNew = Files.notExists(path, LinkOption.NOFOLLOW_LINKS);
      LockFile file = files.open(path, mode);
      try {
        if (isNew) {
          GroupAccess.grant(layout, path);
        }
        return tryLock(files, file, key, mode);
      } finally {
        files.closeIfUnused(file);
      }
    }
  }

  /** Shares a lock that this cache holds, without a look at the file. */
  private Optional<Held> join(Key key) {
    long position = LockFile.position(key);
    return latest
        .filter(file -> file.share(position))
        .map(file -> new HeldLock(file, position, Optional.empty()));
  }

  private Optional<Held> tryLock(LockFiles files, LockFile file, Key key, Mode mode)
      throws IOException {
    long position = LockFile.position(key);
    Optional<LockMarks> marked =
        mode == Mode.SHARED || key.isBrief() ? Optional.empty() : Optional.of(marks);
    latest = Optional.of(file);
    try {
      return file.tryLock(position, mode, marked)
          ? Optional.of(new HeldLock(file, position, marked))
          : Optional.empty();
    } finally {
      files.closeIfUnused(file);
    }
  }

  @Override
  public boolean isHeld(Key key) throws IOException {
    Path path = layout.locks();
    long position = LockFile.position(key);
    try (LockTable table = LockTable.enter()) {
      Optional<LockFile> file = new LockFiles(table).find(path);
      if (file.isPresent()) {
        return file.get().isHeld(position, marks);
      }
      // This JVM holds no lock on the file, so closing the channel releases none.
      try (FileChannel channel =
          FileChannel.open(
              path,
              Set.of(
                  StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
        return LockFile.isHeldElsewhere(channel, position, false, marks);
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return false;
    } catch (FileSystemException e) {
      if (LockFiles.isDenied(e)) {
        return false;
      }
      throw e;
    }
  }

  /** Measures on the lock file; before it exists, on the cache directory. */
  @Override
  public Support support() throws IOException {
    if (!Files.isDirectory(layout.directory())) {
      return Support.UNKNOWN;
    }
    Path path = layout.locks();
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      try (FileChannel channel = FileChannel.open(layout.directory(), StandardOpenOption.READ)) {
        return new LockProbe(layout.directory()).measure(channel, false);
      }
    }
    LockFile file;
    FileChannel channel;
    boolean isWritable;
    try (LockTable table = LockTable.enter()) {
      file = new LockFiles(table).open(path, Mode.SHARED);
      file.users().incrementAndGet();
      channel = file.channel();
      isWritable = file.isWritable();
    }
    try {
      // Without the table, as the probe may start a process.
      return new LockProbe(path).measure(channel, isWritable);
    } finally {
      try (LockTable table = LockTable.enter()) {
        file.users().decrementAndGet();
        new LockFiles(table).closeIfUnused(file);
      }
    }
  }

  /** Releases once. */
  private static final class HeldLock implements Held {

    private final LockFile file;
    private final long position;
    private final Optional<LockMarks> marks;
    private boolean isReleased;

    HeldLock(LockFile file, long position, Optional<LockMarks> marks) {
      this.file = file;
      this.position = position;
      this.marks = marks;
    }

    @Override
    public void close() {
      try (LockTable table = LockTable.enter()) {
        if (!isReleased) {
          isReleased = true;
          file.release(position, marks);
          new LockFiles(table).closeIfUnused(file);
        }
      }
    }
  }
}

package org.pumaguard.models.filesystem.lock;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheLock.Mode;
import org.pumaguard.models.domain.port.CacheLock.Support;
import org.pumaguard.models.filesystem.disk.DurableFiles;
import org.pumaguard.models.filesystem.disk.FileAttributes;

/**
 * The locks of this JVM on one file. A file system that refuses locks still has those between the
 * threads of this JVM, and the marks of {@link LockMarks}. Not thread-safe.
 */
final class LockFile {

  private static final Set<OpenOption> READ_ONLY =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  private static final Set<OpenOption> READ_WRITE =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS);

  private final Path path;
  private final LockMarks marks;
  private final Map<CacheLock.Key, HeldLock> held = new HashMap<>();

  /** All stay open until the last lock is released: closing one would release all locks. */
  private final List<FileChannel> channels = new ArrayList<>();

  private boolean isWritable = true;

  /** Falls back to a read-only channel, which is enough for shared locks. */
  LockFile(Path path, LockMarks marks, Mode mode) throws IOException {
    this.path = path;
    this.marks = marks;
    FileChannel channel;
    if (FileAttributes.isObstructed(path)) {
      throw DurableFiles.obstructed(path);
    }
    try {
      channel = FileChannel.open(path, READ_WRITE);
    } catch (FileSystemException e) {
      if (mode == Mode.EXCLUSIVE || !(e instanceof AccessDeniedException || isReadOnly(e))) {
        throw e;
      }
      channel = FileChannel.open(path, READ_ONLY);
      isWritable = false;
    }
    channels.add(channel);
  }

  static boolean isReadOnly(FileSystemException e) {
    return "Read-only file system".equals(e.getReason());
  }

  boolean tryLock(CacheLock.Key key, Mode mode) throws IOException {
    HeldLock present = held.get(key);
    if (present != null) {
      boolean isShared = mode == Mode.SHARED && present.mode == Mode.SHARED;
      present.holders += isShared ? 1 : 0;
      return isShared;
    }
    Optional<FileLock> lock;
    try {
      FileLock granted = channel(mode).tryLock(position(key), 1, mode == Mode.SHARED);
      if (granted == null) {
        return false;
      }
      lock = Optional.of(granted);
    } catch (FileSystemException | ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      // ENOLCK, ENOSYS, EOPNOTSUPP: the file system has no locks, and none is needed.
      lock = Optional.empty();
    }
    if (mode == Mode.EXCLUSIVE && !marks.claim(position(key))) {
      // The file system granted the lock to two processes.
      if (lock.isPresent()) {
        lock.get().release();
      }
      return false;
    }
    held.put(key, new HeldLock(lock, mode));
    return true;
  }

  private FileChannel channel(Mode mode) throws IOException {
    if (mode == Mode.EXCLUSIVE && !isWritable) {
      channels.add(FileChannel.open(path, READ_WRITE));
      isWritable = true;
    }
    return channels.get(channels.size() - 1);
  }

  boolean isHeld(CacheLock.Key key) throws IOException {
    return held.containsKey(key)
        || isHeldElsewhere(channels.get(channels.size() - 1), marks, key, !isWritable);
  }

  /** A shared probe, on a read-only channel, detects exclusive locks only. */
  static boolean isHeldElsewhere(
      FileChannel channel, LockMarks marks, CacheLock.Key key, boolean shared) throws IOException {
    try (FileLock lock = channel.tryLock(position(key), 1, shared)) {
      return lock == null || marks.isClaimedElsewhere(position(key));
    } catch (FileSystemException | ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      return marks.isClaimedElsewhere(position(key));
    }
  }

  /**
   * Releases one holder's lock.
   *
   * @throws IOException if the operating system fails; it releases the lock with the channel
   */
  void release(CacheLock.Key key) throws IOException {
    HeldLock present = held.get(key);
    if (present == null || --present.holders > 0) {
      return;
    }
    held.remove(key);
    if (present.mode == Mode.EXCLUSIVE) {
      marks.release(position(key));
    }
    if (present.lock.isPresent()) {
      present.lock.get().release();
    }
  }

  Support support() {
    return new LockProbe(path).measure(channels.get(channels.size() - 1), isWritable);
  }

  boolean isUnused() {
    return held.isEmpty();
  }

  void close() throws IOException {
    for (FileChannel channel : channels) {
      channel.close();
    }
  }

  /** The byte for a key; keys that collide merely exclude each other. */
  static long position(CacheLock.Key key) {
    String first = Sha256.ofUtf8(key.name()).hex().substring(0, 2 * Long.BYTES);
    return Long.parseUnsignedLong(first, 16) & (Long.MAX_VALUE >> 1);
  }

  private static final class HeldLock {

    private final Optional<FileLock> lock;
    private final Mode mode;
    private int holders = 1;

    HeldLock(Optional<FileLock> lock, Mode mode) {
      this.lock = lock;
      this.mode = mode;
    }
  }
}

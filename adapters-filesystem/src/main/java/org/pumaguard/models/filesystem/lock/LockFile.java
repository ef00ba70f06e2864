package org.pumaguard.models.filesystem.lock;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheLock.Mode;

/**
 * The locks of this JVM on one file, as all class loaders share them: a view of a map of JDK
 * objects in the {@link LockTable}, whose owner alone may use it. A file system that refuses locks
 * still has those between the threads of this JVM, and the marks of {@link LockMarks}.
 *
 * @param state the channels on the file, whether the last one is writable, the locks by their
 *     positions, and the number of users that hold no lock
 */
record LockFile(Map<String, Object> state) {

  private static final String CHANNELS = "channels";
  private static final String WRITABLE = "writable";
  private static final String HELD = "held";
  private static final String USERS = "users";

  /** The keys of a lock that is held; its value is a map of these. */
  private static final String FILE_LOCKS = "file-locks";

  private static final String SHARED = "shared";
  private static final String HOLDERS = "holders";

  /** A file with one channel. */
  static LockFile of(FileChannel channel, boolean isWritable) {
    LockFile created = new LockFile(new HashMap<>());
    created.state.put(CHANNELS, new ArrayList<FileChannel>());
    created.state.put(HELD, new HashMap<Long, Map<String, Object>>());
    created.state.put(USERS, new AtomicInteger());
    created.add(channel, isWritable);
    return created;
  }

  /** Adds a channel, for later locks. All stay open: closing one would release all locks. */
  void add(FileChannel channel, boolean isWritable) {
    channels().add(channel);
    state.put(WRITABLE, isWritable);
  }

  boolean isWritable() {
    return Boolean.TRUE.equals(state.get(WRITABLE));
  }

  /** The channel for locks; exclusive ones only if it is writable. */
  FileChannel channel() {
    return channels().get(channels().size() - 1);
  }

  /**
   * Locks a position; false if a thread of this JVM or another process has locked it.
   *
   * @param marks claim an exclusive lock too, unless it is held for moments only
   */
  boolean tryLock(long position, Mode mode, Optional<LockMarks> marks) throws IOException {
    boolean isShared = mode == Mode.SHARED;
    if (held().containsKey(position)) {
      return isShared && share(position);
    }
    List<FileLock> locks = new ArrayList<>();
    if (!tryLock(channel(), position, isShared, locks)) {
      return false;
    }
    if (marks.isPresent() && !marks.get().claim(position)) {
      // The file system granted the lock to two processes.
      release(locks);
      return false;
    }
    Map<String, Object> lock = new HashMap<>();
    lock.put(FILE_LOCKS, locks);
    lock.put(SHARED, isShared);
    lock.put(HOLDERS, 1);
    held().put(position, lock);
    return true;
  }

  /** Adds a holder to a shared lock; false if this JVM does not hold such a lock. */
  boolean share(long position) {
    Map<String, Object> present = held().get(position);
    if (present == null || !isShared(present)) {
      return false;
    }
    present.put(HOLDERS, number(present, HOLDERS) + 1);
    return true;
  }

  /** Locks the new file of the same name as well, as far as other processes have not. */
  void lockAgain(FileChannel channel, boolean isWritable) throws IOException {
    add(channel, isWritable);
    for (Map.Entry<Long, Map<String, Object>> lock : held().entrySet()) {
      boolean isShared = isShared(lock.getValue());
      if (isShared || isWritable) {
        tryLock(channel, lock.getKey(), isShared, fileLocks(lock.getValue()));
      }
    }
  }

  boolean isHeld(long position, LockMarks marks) throws IOException {
    return held().containsKey(position)
        || isHeldElsewhere(channel(), position, !isWritable(), marks);
  }

  /** A shared probe, on a read-only channel, detects exclusive locks only. */
  static boolean isHeldElsewhere(
      FileChannel channel, long position, boolean shared, LockMarks marks) throws IOException {
    List<FileLock> locks = new ArrayList<>();
    boolean isFree = tryLock(channel, position, shared, locks);
    release(locks);
    return !isFree || marks.isClaimedElsewhere(position);
  }

  /** Releases one holder's lock, and its mark. */
  void release(long position, Optional<LockMarks> marks) {
    Map<String, Object> present = held().get(position);
    if (present == null) {
      return;
    }
    int others = number(present, HOLDERS) - 1;
    present.put(HOLDERS, others);
    if (others > 0) {
      return;
    }
    held().remove(position);
    marks.ifPresent(claimed -> claimed.release(position));
    release(fileLocks(present));
  }

  /** The number of threads that use the channel without a lock. */
  AtomicInteger users() {
    return (AtomicInteger) Objects.requireNonNull(state.get(USERS));
  }

  boolean isUnused() {
    return held().isEmpty() && users().get() == 0;
  }

  /** Whether this is a view of the same locks. */
  boolean isSameAs(Map<String, Object> other) {
    return state.get(HELD) == other.get(HELD);
  }

  void close() throws IOException {
    for (FileChannel channel : channels()) {
      channel.close();
    }
  }

  /** Makes two entries for the same file one, whichever of them a thread has. */
  void join(Map<String, Object> other) {
    LockFile joined = new LockFile(other);
    joined.channels().addAll(0, channels());
    held().forEach(joined.held()::putIfAbsent);
    joined.users().addAndGet(users().get());
    for (String shared : List.of(CHANNELS, HELD, USERS)) {
      state.put(shared, other.get(shared));
    }
  }

  /** The byte for a key; keys that collide merely exclude each other. */
  static long position(CacheLock.Key key) {
    String first = Sha256.ofUtf8(key.name()).hex().substring(0, 2 * Long.BYTES);
    return Long.parseUnsignedLong(first, 16) & (Long.MAX_VALUE >> 1);
  }

  /**
   * Locks a position of a file; true also if the file system has no locks, as none is needed then.
   *
   * @param granted receives the lock
   */
  private static boolean tryLock(
      FileChannel channel, long position, boolean isShared, List<FileLock> granted)
      throws IOException {
    try {
      Optional<FileLock> lock = Optional.ofNullable(channel.tryLock(position, 1, isShared));
      lock.ifPresent(granted::add);
      return lock.isPresent();
    } catch (OverlappingFileLockException e) {
      // A version of this library that has another table.
      return false;
    } catch (FileSystemException | ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      // ENOLCK, ENOSYS, EOPNOTSUPP.
      return true;
    }
  }

  private static void release(List<FileLock> locks) {
    for (FileLock lock : locks) {
      try {
        lock.release();
      } catch (IOException e) {
        // The kernel releases the lock with the channel at the latest.
      }
    }
  }

  private static boolean isShared(Map<String, Object> lock) {
    return Boolean.TRUE.equals(lock.get(SHARED));
  }

  private static int number(Map<String, Object> map, String key) {
    return map.get(key) instanceof Integer number ? number : 0;
  }

  @SuppressWarnings("unchecked")
  private static List<FileLock> fileLocks(Map<String, Object> lock) {
    return (List<FileLock>) Objects.requireNonNull(lock.get(FILE_LOCKS));
  }

  @SuppressWarnings("unchecked")
  private List<FileChannel> channels() {
    return (List<FileChannel>) Objects.requireNonNull(state.get(CHANNELS));
  }

  @SuppressWarnings("unchecked")
  private Map<Long, Map<String, Object>> held() {
    return (Map<Long, Map<String, Object>>) Objects.requireNonNull(state.get(HELD));
  }
}

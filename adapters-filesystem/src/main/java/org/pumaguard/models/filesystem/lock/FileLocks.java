package org.pumaguard.models.filesystem.lock;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
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
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.DurableFiles;
import org.pumaguard.models.filesystem.disk.FileAttributes;
import org.pumaguard.models.filesystem.disk.Folders;

/**
 * Locks as byte ranges of one file, which the kernel releases when the process ends. One file
 * serves all keys; it is never deleted, since a lock on a deleted file excludes no other process.
 *
 * <p>POSIX locks belong to the process, and closing any channel on the file releases all of them.
 * Therefore this JVM keeps one channel per file open while any lock is held, and a table excludes
 * threads from each other. Thread-safe.
 */
public final class FileLocks implements CacheLock {

  private static final Map<Path, LockFile> OPEN = new HashMap<>();

  private final CacheLayout layout;

  public FileLocks(CacheLayout layout) {
    this.layout = layout;
  }

  @Override
  public Optional<Held> tryAcquire(Key key, Mode mode) throws IOException {
    Folders.make(layout, layout.root());
    // The real path, so that several spellings of the directory share one channel.
    Path path = layout.root().toRealPath().resolve(layout.locks().getFileName());
    synchronized (OPEN) {
      LockFile file = OPEN.get(path);
      if (file == null) {
        file = new LockFile(path, mode);
      }
      boolean isAcquired = false;
      try {
        isAcquired = file.tryLock(key, mode);
      } finally {
        file.closeIfUnused();
      }
      if (!isAcquired) {
        return Optional.empty();
      }
      LockFile locked = file;
      OPEN.put(path, locked);
      return Optional.of(new Once(() -> release(locked, key)));
    }
  }

  @Override
  public boolean isHeld(Key key) throws IOException {
    Path path;
    try {
      path = layout.root().toRealPath().resolve(layout.locks().getFileName());
    } catch (NoSuchFileException | NotDirectoryException e) {
      return false;
    }
    synchronized (OPEN) {
      LockFile file = OPEN.get(path);
      if (file != null) {
        return file.isHeld(key);
      }
      // This JVM holds no lock on the file, so closing the channel releases none.
      try (FileChannel channel =
          FileChannel.open(
              path,
              Set.of(
                  StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
        return LockFile.isHeldElsewhere(channel, key, false);
      } catch (NoSuchFileException | AccessDeniedException e) {
        return false;
      } catch (FileSystemException e) {
        if (isReadOnly(e)) {
          return false;
        }
        throw e;
      }
    }
  }

  private static boolean isReadOnly(FileSystemException e) {
    return "Read-only file system".equals(e.getReason());
  }

  private static void release(LockFile file, Key key) {
    synchronized (OPEN) {
      file.release(key);
    }
  }

  /** Idempotent release. */
  private static final class Once implements Held {

    private final Runnable release;
    private boolean released;

    Once(Runnable release) {
      this.release = release;
    }

    @Override
    public synchronized void close() {
      if (!released) {
        released = true;
        release.run();
      }
    }
  }

  /** The locks of this JVM on one file; guarded by {@link #OPEN}. */
  private static final class LockFile {

    private static final Set<OpenOption> READ_ONLY =
        Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> READ_WRITE =
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);

    private final Path path;
    private final Map<Key, HeldLock> held = new HashMap<>();

    /** All stay open until the last lock is released: closing one would release all locks. */
    private final List<FileChannel> channels = new ArrayList<>();

    private boolean isWritable = true;

    /** Falls back to a read-only channel, which is enough for shared locks. */
    LockFile(Path path, Mode mode) throws IOException {
      this.path = path;
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

    private FileChannel channel(Mode mode) throws IOException {
      if (mode == Mode.EXCLUSIVE && !isWritable) {
        channels.add(FileChannel.open(path, READ_WRITE));
        isWritable = true;
      }
      return channels.get(channels.size() - 1);
    }

    boolean tryLock(Key key, Mode mode) throws IOException {
      HeldLock present = held.get(key);
      if (present != null) {
        boolean isShared = mode == Mode.SHARED && present.lock.isShared();
        present.holders += isShared ? 1 : 0;
        return isShared;
      }
      FileLock lock = channel(mode).tryLock(position(key), 1, mode == Mode.SHARED);
      if (lock == null) {
        return false;
      }
      held.put(key, new HeldLock(lock));
      return true;
    }

    boolean isHeld(Key key) throws IOException {
      return held.containsKey(key)
          || isHeldElsewhere(channels.get(channels.size() - 1), key, !isWritable);
    }

    /** A shared probe, on a read-only channel, detects exclusive locks only. */
    static boolean isHeldElsewhere(FileChannel channel, Key key, boolean shared)
        throws IOException {
      try (FileLock lock = channel.tryLock(position(key), 1, shared)) {
        return lock == null;
      }
    }

    void release(Key key) {
      HeldLock present = held.get(key);
      if (present == null || --present.holders > 0) {
        return;
      }
      held.remove(key);
      try {
        present.lock.release();
        closeIfUnused();
      } catch (IOException e) {
        // The kernel releases the lock with the channel at the latest.
        OPEN.remove(path);
      }
    }

    void closeIfUnused() throws IOException {
      if (held.isEmpty()) {
        OPEN.remove(path);
        for (FileChannel channel : channels) {
          channel.close();
        }
      }
    }

    /** The byte for a key; keys that collide merely exclude each other. */
    private static long position(Key key) {
      String first = Sha256.ofUtf8(key.name()).hex().substring(0, 2 * Long.BYTES);
      return Long.parseUnsignedLong(first, 16) & (Long.MAX_VALUE >> 1);
    }
  }

  private static final class HeldLock {

    private final FileLock lock;
    private int holders = 1;

    HeldLock(FileLock lock) {
      this.lock = lock;
    }
  }
}

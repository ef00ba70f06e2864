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
 * Locks as byte ranges of one file, which the kernel takes away from a process that dies. One file
 * for all keys, so that no lock files pile up; it is never deleted, since a lock on a deleted file
 * excludes nobody.
 *
 * <p>The kernel's locks belong to the process, and closing any channel on the file drops them all.
 * So there is one channel for each file in this JVM, open while any lock is held, and threads
 * exclude each other by the table in front of it.
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
    // By its real path: one file has one channel, however the directory is spelt.
    Path path = layout.root().toRealPath().resolve(layout.locks().getFileName());
    synchronized (OPEN) {
      LockFile file = OPEN.get(path);
      if (file == null) {
        file = new LockFile(path, mode);
      }
      boolean taken = false;
      try {
        taken = file.tryTake(key, mode);
      } finally {
        file.closeIfUnused();
      }
      if (!taken) {
        return Optional.empty();
      }
      LockFile taking = file;
      OPEN.put(path, taking);
      return Optional.of(new Once(() -> release(taking, key)));
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
      // Nothing is held here, so that closing the channel drops nothing.
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

  /** Releases once, however often it is closed. */
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

  /** The locks of this JVM on one file; guarded by the table of all. */
  private static final class LockFile {

    private static final Set<OpenOption> TO_READ =
        Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> TO_WRITE =
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);

    private final Path path;
    private final Map<Key, Taken> taken = new HashMap<>();

    /** Open as long as the newest: to close any of them would drop all locks. */
    private final List<FileChannel> channels = new ArrayList<>();

    private boolean isWritable = true;

    /** Opened for reading only where no more is allowed, which does for shared locks. */
    LockFile(Path path, Mode mode) throws IOException {
      this.path = path;
      FileChannel channel;
      if (FileAttributes.isObstructed(path)) {
        throw DurableFiles.obstructed(path);
      }
      try {
        channel = FileChannel.open(path, TO_WRITE);
      } catch (FileSystemException e) {
        if (mode == Mode.EXCLUSIVE || !(e instanceof AccessDeniedException || isReadOnly(e))) {
          throw e;
        }
        channel = FileChannel.open(path, TO_READ);
        isWritable = false;
      }
      channels.add(channel);
    }

    private FileChannel channel(Mode mode) throws IOException {
      if (mode == Mode.EXCLUSIVE && !isWritable) {
        channels.add(FileChannel.open(path, TO_WRITE));
        isWritable = true;
      }
      return channels.get(channels.size() - 1);
    }

    boolean tryTake(Key key, Mode mode) throws IOException {
      Taken present = taken.get(key);
      if (present != null) {
        boolean both = mode == Mode.SHARED && present.lock.isShared();
        present.holders += both ? 1 : 0;
        return both;
      }
      FileLock lock = channel(mode).tryLock(position(key), 1, mode == Mode.SHARED);
      if (lock == null) {
        return false;
      }
      taken.put(key, new Taken(lock));
      return true;
    }

    boolean isHeld(Key key) throws IOException {
      return taken.containsKey(key)
          || isHeldElsewhere(channels.get(channels.size() - 1), key, !isWritable);
    }

    /** Without the right to write only exclusive locks are seen. */
    static boolean isHeldElsewhere(FileChannel channel, Key key, boolean shared)
        throws IOException {
      try (FileLock lock = channel.tryLock(position(key), 1, shared)) {
        return lock == null;
      }
    }

    void release(Key key) {
      Taken present = taken.get(key);
      if (present == null || --present.holders > 0) {
        return;
      }
      taken.remove(key);
      try {
        present.lock.release();
        closeIfUnused();
      } catch (IOException e) {
        // The kernel drops it with the channel at the latest; there is nothing that a caller could
        // do.
        OPEN.remove(path);
      }
    }

    void closeIfUnused() throws IOException {
      if (taken.isEmpty()) {
        OPEN.remove(path);
        for (FileChannel channel : channels) {
          channel.close();
        }
      }
    }

    /** A place for each key; two that fall together would only wait for each other. */
    private static long position(Key key) {
      String first = Sha256.ofUtf8(key.name()).hex().substring(0, 2 * Long.BYTES);
      return Long.parseUnsignedLong(first, 16) & (Long.MAX_VALUE >> 1);
    }
  }

  private static final class Taken {

    private final FileLock lock;
    private int holders = 1;

    Taken(FileLock lock) {
      this.lock = lock;
    }
  }
}

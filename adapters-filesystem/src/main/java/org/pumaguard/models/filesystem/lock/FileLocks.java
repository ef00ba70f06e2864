package org.pumaguard.models.filesystem.lock;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
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
        boolean isNew = Files.notExists(path);
        file = new LockFile(path, new LockMarks(layout.lockMarks()), mode);
        if (isNew) {
          GroupAccess.grant(layout, path);
        }
      }
      boolean isAcquired = false;
      try {
        isAcquired = file.tryLock(key, mode);
      } finally {
        closeIfUnused(path, file);
      }
      if (!isAcquired) {
        return Optional.empty();
      }
      LockFile locked = file;
      OPEN.put(path, locked);
      return Optional.of(new Once(() -> release(path, locked, key)));
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
        return LockFile.isHeldElsewhere(channel, new LockMarks(layout.lockMarks()), key, false);
      } catch (NoSuchFileException | AccessDeniedException e) {
        return false;
      } catch (FileSystemException e) {
        if (LockFile.isReadOnly(e)) {
          return false;
        }
        throw e;
      }
    }
  }

  /** Measures on the lock file; before it exists, on the cache directory. */
  @Override
  public Support support() throws IOException {
    if (!Files.isDirectory(layout.directory())) {
      return Support.UNKNOWN;
    }
    if (!Files.isRegularFile(layout.locks(), LinkOption.NOFOLLOW_LINKS)) {
      try (FileChannel channel = FileChannel.open(layout.directory(), StandardOpenOption.READ)) {
        return new LockProbe(layout.directory()).measure(channel, false);
      }
    }
    Path path = layout.root().toRealPath().resolve(layout.locks().getFileName());
    synchronized (OPEN) {
      LockFile present = OPEN.get(path);
      LockFile file =
          present == null
              ? new LockFile(path, new LockMarks(layout.lockMarks()), Mode.SHARED)
              : present;
      try {
        return file.support();
      } finally {
        closeIfUnused(path, file);
      }
    }
  }

  private static void release(Path path, LockFile file, Key key) {
    synchronized (OPEN) {
      try {
        file.release(key);
        closeIfUnused(path, file);
      } catch (IOException e) {
        // The kernel releases the lock with the channel at the latest.
        OPEN.remove(path);
      }
    }
  }

  private static void closeIfUnused(Path path, LockFile file) throws IOException {
    if (file.isUnused()) {
      OPEN.remove(path);
      file.close();
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
}

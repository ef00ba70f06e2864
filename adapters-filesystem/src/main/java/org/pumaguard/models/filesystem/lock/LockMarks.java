package org.pumaguard.models.filesystem.lock;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A file for each exclusive lock, which names the process that holds it. On a file system that
 * grants every lock, or refuses all, two processes of one machine exclude each other by their
 * marks. A mark of a process that has ended, or of another machine or PID namespace, excludes no
 * process: there the file lock alone decides. A mark that cannot be written is left out. Saves work
 * only; correctness depends on neither locks nor marks. Thread-safe.
 *
 * @param folder the folder of the marks, which is created when needed
 */
public record LockMarks(Path folder) {

  /** Marks that were found empty: either about to be written, or torn by a power cut. */
  private static final ConcurrentHashMap<Path, Long> EMPTY_SINCE = new ConcurrentHashMap<>();

  private static final long MAX_EMPTY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Claims a lock; false if a live process of this machine has claimed it. */
  boolean claim(long position) {
    Optional<String> self = ProcessIdentity.self();
    if (self.isEmpty()) {
      return true;
    }
    Path mark = mark(position);
    try {
      if (create(mark, self.get())) {
        return true;
      }
      String owner = read(mark);
      if (owner.equals(self.get())) {
        return true;
      }
      return !isLive(mark, owner) && replace(mark, owner, self.get());
    } catch (IOException e) {
      // A read-only or full disk, or a mark that another user made.
      return true;
    }
  }

  /** Whether a live process of this machine other than this one has claimed the lock. */
  boolean isClaimedElsewhere(long position) {
    try {
      return ProcessIdentity.isLiveElsewhere(read(mark(position)));
    } catch (IOException e) {
      return false;
    }
  }

  void release(long position) {
    // One system call, where Files.delete makes two. A mark that stays names this process, so it
    // excludes no process after this one has ended.
    mark(position).toFile().delete();
  }

  /** Deletes the marks of processes that have ended. */
  public void tidy() throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> marks = Files.newDirectoryStream(folder)) {
      for (Path mark : marks) {
        String owner = read(mark);
        if (!ProcessIdentity.self().equals(Optional.of(owner)) && !isLive(mark, owner)) {
          Files.deleteIfExists(mark);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      // Another process deleted it.
      return;
    }
  }

  private boolean create(Path mark, String self) throws IOException {
    try {
      return write(mark, self);
    } catch (NoSuchFileException e) {
      try {
        Files.createDirectory(folder);
      } catch (FileAlreadyExistsException another) {
        // Another process created it.
      }
      return write(mark, self);
    }
  }

  private static boolean write(Path mark, String self) throws IOException {
    try {
      Files.write(
          mark,
          self.getBytes(StandardCharsets.US_ASCII),
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.WRITE);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      Files.deleteIfExists(mark);
      throw e;
    }
  }

  /** Replaces the mark of a process that has ended, unless another process is faster. */
  private boolean replace(Path mark, String owner, String self) throws IOException {
    Path old = folder.resolve(UUID.randomUUID().toString());
    try {
      Files.move(mark, old, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return false;
    }
    if (!read(old).equals(owner)) {
      Files.move(old, mark, StandardCopyOption.ATOMIC_MOVE);
      return false;
    }
    Files.deleteIfExists(old);
    return create(mark, self);
  }

  private static boolean isLive(Path mark, String owner) {
    if (!owner.isEmpty()) {
      EMPTY_SINCE.remove(mark);
      return ProcessIdentity.isLiveElsewhere(owner);
    }
    long now = System.nanoTime();
    return now - EMPTY_SINCE.computeIfAbsent(mark, first -> now) < MAX_EMPTY_NANOS;
  }

  private static String read(Path mark) throws IOException {
    return new String(Files.readAllBytes(mark), StandardCharsets.ISO_8859_1);
  }

  private Path mark(long position) {
    return folder.resolve(Long.toHexString(position));
  }
}

package org.pumaguard.models.filesystem.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Renames inside a cache directory, and what replaces a rename that is not supported: between two
 * file systems, if the folder of internal files is a mount of its own; of a directory in a lower
 * layer of an overlay (EXDEV); over an existing file, which some network file systems refuse.
 */
public final class Moves {

  /**
   * Gives a file or directory another path, over an existing file. Where a rename is impossible,
   * makes a durable copy, renames it and deletes the original. Where a file system does not replace
   * an existing file, the path is free for a moment.
   */
  public static void move(CacheLayout layout, Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      copy(layout, from, to);
    } catch (FileSystemException e) {
      if (!mayReplace(to, e)) {
        throw e;
      }
      replace(from, to, freshNear(layout, to), e);
    }
  }

  /**
   * Renames a file over an existing one of the same folder.
   *
   * @param spare a free path in that folder, for the existing file while it is replaced
   */
  public static void replace(Path from, Path to, Path spare) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!mayReplace(to, e)) {
        throw e;
      }
      replace(from, to, spare, e);
    }
  }

  /** Whether the file system may have refused to replace an existing file. */
  private static boolean mayReplace(Path to, FileSystemException refusal) {
    return !(refusal instanceof NoSuchFileException)
        && !DurableFiles.isFull(refusal)
        && Files.isRegularFile(to, LinkOption.NOFOLLOW_LINKS);
  }

  private static void copy(CacheLayout layout, Path from, Path to) throws IOException {
    Path copy = freshNear(layout, to);
    try {
      copyTree(from, copy);
      Files.move(copy, to, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Folders.deleteTree(copy);
    }
    Folders.deleteTree(from);
  }

  /** Renames the existing file out of the way first, and back after a failure. */
  private static void replace(Path from, Path to, Path former, FileSystemException refusal)
      throws IOException {
    try {
      Files.move(to, former, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      refusal.addSuppressed(e);
      throw refusal;
    }
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.move(former, to, StandardCopyOption.ATOMIC_MOVE);
      throw e;
    }
    Files.delete(former);
  }

  /** A path that does not exist, in a hidden folder on the file system of another path. */
  public static Path freshNear(CacheLayout layout, Path path) throws IOException {
    Path folder = path.startsWith(layout.root()) ? layout.staging() : layout.visibleStaging();
    Folders.make(layout, folder);
    return DurableFiles.fresh(folder);
  }

  private static void copyTree(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectory(at(folder));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            copyAttributes(file, at(file));
            if (attributes.isRegularFile()) {
              try (FileChannel channel = FileChannel.open(at(file), StandardOpenOption.READ)) {
                channel.force(true);
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            FileAttributes.copyToDirectory(folder, at(folder));
            Folders.force(at(folder));
            return FileVisitResult.CONTINUE;
          }

          private Path at(Path path) {
            return to.resolve(from.relativize(path).toString());
          }
        });
  }

  private static void copyAttributes(Path file, Path copy) throws IOException {
    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
  }

  private Moves() {}
}

package org.pumaguard.models.filesystem.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The folders of a cache, and operations on whole folders; no method follows a symbolic link. */
public final class Folders {

  /** The texts of EINVAL, ENOTSUP and ENOSYS: fsync(2) of a folder is not supported. */
  private static final Set<String> UNSUPPORTED =
      Set.of("Invalid argument", "Operation not supported", "Function not implemented");

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  /**
   * Creates the folders of a cache durably, the cache directory itself with mode 0700.
   *
   * @throws IOException also if a folder below the cache directory is a link or not a directory
   */
  public static void make(CacheLayout layout, Path folder) throws IOException {
    Optional<Path> made = makeUnforced(layout, folder);
    if (made.isPresent()) {
      force(made.get());
    }
  }

  /**
   * As {@link #make}, but for the last folder: if it was created, its entry is not forced to disk.
   *
   * @return the folder above it, which the caller forces; empty if nothing was created
   */
  public static Optional<Path> makeUnforced(CacheLayout layout, Path folder) throws IOException {
    if (folder.equals(layout.directory())) {
      if (!Files.isDirectory(folder)) {
        makeDirectory(folder);
      }
      return Optional.empty();
    }
    if (CheckedFolders.isStill(folder)) {
      return Optional.empty();
    }
    Path above = Objects.requireNonNull(folder.getParent());
    make(layout, above);
    if (CheckedFolders.check(folder)) {
      return Optional.empty();
    }
    try {
      Files.createDirectory(folder);
      GroupAccess.grant(layout, folder);
      return Optional.of(above);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileSystemException(
            folder.toString(), null, "a folder of the cache is expected here");
      }
      return Optional.empty();
    }
  }

  /** Creates a directory and its missing parents durably. */
  private static void makeDirectory(Path directory) throws IOException {
    Path highest = directory.toAbsolutePath();
    Path above = highest.getParent();
    while (above != null && Files.notExists(above)) {
      highest = above;
      above = above.getParent();
    }
    Path obstacle = Files.exists(directory, LinkOption.NOFOLLOW_LINKS) ? directory : above;
    if (obstacle != null && !Files.isDirectory(obstacle)) {
      throw new NotDirectoryException(obstacle.toString());
    }
    Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    for (Path made = directory.toAbsolutePath();
        made != null && made.startsWith(highest);
        made = made.getParent()) {
      if (made.getParent() != null) {
        forceIfAllowed(made.getParent());
      }
    }
  }

  /** A folder may be writable without being readable; then it cannot be synced. */
  private static void forceIfAllowed(Path folder) throws IOException {
    try {
      force(folder);
    } catch (AccessDeniedException e) {
      // The operating system writes it to disk eventually.
    }
  }

  /** Rejects a folder of the cache that is reached through a symbolic link. */
  public static void refuseLinks(CacheLayout layout, Path folder) throws IOException {
    Path below = layout.directory();
    for (Path name : layout.directory().relativize(folder)) {
      below = below.resolve(name);
      if (Files.isSymbolicLink(below)) {
        throw new FileSystemException(
            below.toString(), null, "a folder of the cache is expected here, not a symbolic link");
      }
    }
  }

  /**
   * Makes created, renamed and deleted entries of a folder durable. Does nothing on a file system
   * that cannot force folders, such as some network and FUSE file systems.
   */
  public static void force(Path folder) throws IOException {
    tryForce(folder);
  }

  /**
   * As {@link #force}.
   *
   * @return false if the file system cannot force folders
   */
  static boolean tryForce(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
      return true;
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      if (UNSUPPORTED.contains(String.valueOf(e.getMessage()))) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Moves a foreign or damaged file to the folder {@code aside} without replacing earlier ones.
   *
   * @return its new path
   */
  public static Path setAside(CacheLayout layout, Path file) throws IOException {
    make(layout, layout.aside());
    String name = String.valueOf(file.getFileName());
    Path aside = layout.aside().resolve(name);
    for (int i = 2; Files.exists(aside, LinkOption.NOFOLLOW_LINKS); i++) {
      aside = layout.aside().resolve(i + "-" + name);
    }
    Moves.move(layout, file, aside);
    return aside;
  }

  /** Deletes a file, or a folder with its content. */
  public static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private Folders() {}
}

package org.pumaguard.models.filesystem.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.pumaguard.models.domain.model.Fingerprint;

/** Single steps on disk, each atomic or durable as its name says; none follows a symbolic link. */
public final class Disk {

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> ALL_MAY_WRITE =
      PosixFilePermissions.fromString("-w--w--w-");

  /** Twice the coarsest that is known, which is FAT's. */
  private static final Duration BACKDATED = Duration.ofSeconds(4);

  private Disk() {}

  /** The fingerprint of a regular file; empty for anything else, or nothing. */
  public static Optional<Fingerprint> fingerprint(Path file) throws IOException {
    try {
      Map<String, Object> attributes =
          Files.readAttributes(
              file,
              "unix:isRegularFile,size,lastModifiedTime,ctime,ino",
              LinkOption.NOFOLLOW_LINKS);
      if (!Boolean.TRUE.equals(attributes.get("isRegularFile"))) {
        return Optional.empty();
      }
      return Optional.of(
          new Fingerprint(
              number(attributes, "size"),
              nanos(attributes, "lastModifiedTime"),
              nanos(attributes, "ctime"),
              number(attributes, "ino")));
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Optional.empty();
    } catch (FileSystemException e) {
      if ("Not a directory".equals(e.getReason())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * What stays the same of a directory while it is renamed, until something is put into it or taken
   * out. The inode alone would not do: the next directory that somebody makes may have it again.
   */
  public static String identity(Path directory) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(directory, "unix:ino,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
    return number(attributes, "ino") + " " + nanos(attributes, "lastModifiedTime");
  }

  /** What nobody can change of a directory, or in it, without giving it another one. */
  public static String look(Path directory) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(
            directory, "unix:ino,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS);
    return number(attributes, "ino")
        + " "
        + nanos(attributes, "lastModifiedTime")
        + " "
        + nanos(attributes, "ctime");
  }

  private static long number(Map<String, Object> attributes, String name) {
    return attributes.get(name) instanceof Long number ? number : 0;
  }

  private static long nanos(Map<String, Object> attributes, String name) {
    return attributes.get(name) instanceof FileTime time ? time.to(TimeUnit.NANOSECONDS) : 0;
  }

  /**
   * Makes the folders of a cache, the cache directory itself for its owner only.
   *
   * @throws IOException also when a folder below the cache directory is something else, or a link
   */
  public static void makeFolders(CacheLayout layout, Path folder) throws IOException {
    if (!Files.isDirectory(layout.directory())) {
      makeDirectory(layout.directory());
    }
    Path below = layout.directory();
    for (Path name : layout.directory().relativize(folder)) {
      below = below.resolve(name);
      if (Files.isDirectory(below, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      try {
        Files.createDirectory(below);
        forceFolder(below.getParent() == null ? below : below.getParent());
      } catch (FileAlreadyExistsException e) {
        if (!Files.isDirectory(below, LinkOption.NOFOLLOW_LINKS)) {
          throw new FileSystemException(
              below.toString(), null, "it is in the way of a folder of the cache");
        }
      }
    }
  }

  /** With the folders above it, durably. */
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

  /** A folder in which one may make others need not be one that one may read. */
  private static void forceIfAllowed(Path folder) throws IOException {
    try {
      forceFolder(folder);
    } catch (AccessDeniedException e) {
      // Then it is for the system to write it to disk.
    }
  }

  /** Refuses a folder of the cache that is reached through a link: what lies there is not ours. */
  public static void refuseLinks(CacheLayout layout, Path folder) throws IOException {
    Path below = layout.directory();
    for (Path name : layout.directory().relativize(folder)) {
      below = below.resolve(name);
      if (Files.isSymbolicLink(below)) {
        throw new FileSystemException(
            below.toString(), null, "a link is where a folder of the cache has to be");
      }
    }
  }

  /** Makes what was created, renamed or deleted in a folder durable. */
  public static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Whether a disk refused because there is no room left, or none for this user. */
  public static boolean isFull(IOException refusal) {
    String text = String.valueOf(refusal.getMessage());
    return text.contains("No space left") || text.contains("quota");
  }

  /** Whether nobody has the right to write. */
  public static boolean isReadOnly(Path file) throws IOException {
    return Collections.disjoint(
        Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS), ALL_MAY_WRITE);
  }

  /** As {@link #makeReadOnly}; false where that is refused, since the file is another user's. */
  public static boolean couldMakeReadOnly(Path file) throws IOException {
    try {
      makeReadOnly(file);
      return true;
    } catch (FileSystemException e) {
      if (e instanceof NoSuchFileException) {
        throw e;
      }
      return false;
    }
  }

  /** Takes away all rights to write. */
  static void makeReadOnly(Path file) throws IOException {
    Set<PosixFilePermission> permissions =
        new HashSet<>(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
    boolean changed = permissions.removeAll(ALL_MAY_WRITE);
    if (changed) {
      Files.setPosixFilePermissions(file, permissions);
    }
  }

  /**
   * Sets the time at which the content of a file that this process has just written was changed a
   * few seconds back: whoever changes it later gives it another time then, however coarse the
   * disk's clock is. Where that is refused, since the file is another user's, its time stays.
   */
  public static void backdate(Path file) throws IOException {
    try {
      BasicFileAttributeView view =
          Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      Instant written = view.readAttributes().lastModifiedTime().toInstant();
      view.setTimes(FileTime.from(written.minus(BACKDATED)), null, null);
    } catch (FileSystemException e) {
      if (e instanceof NoSuchFileException) {
        throw e;
      }
    }
  }

  /** A path that nothing has yet. */
  public static Path fresh(Path folder) {
    return folder.resolve(UUID.randomUUID().toString());
  }

  /** Moves a file to where it is in nobody's way, beside others of its name; says where. */
  public static Path setAside(CacheLayout layout, Path file) throws IOException {
    makeFolders(layout, layout.aside());
    String name = String.valueOf(file.getFileName());
    Path aside = layout.aside().resolve(name);
    for (int i = 2; Files.exists(aside, LinkOption.NOFOLLOW_LINKS); i++) {
      aside = layout.aside().resolve(i + "-" + name);
    }
    Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
    return aside;
  }

  /** Why something can't be read, for people; some exceptions do not say. */
  public static String reason(Exception e) {
    boolean endsEarly = e instanceof EOFException && e.getMessage() == null;
    return endsEarly ? "it ends too early" : String.valueOf(e.getMessage());
  }

  /** Whether something that is no regular file is where one has to be. */
  public static boolean isNoFile(Path file) {
    return !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  public static FileSystemException inTheWay(Path file) {
    return new FileSystemException(
        file.toString(), null, "it is in the way of a file of the cache");
  }

  /** Puts bytes into a file's place: whole or not at all, durably. */
  public static void replace(CacheLayout layout, Path file, byte[] bytes) throws IOException {
    if (isNoFile(file)) {
      throw inTheWay(file);
    }
    makeFolders(layout, layout.staging());
    Path fresh = fresh(layout.staging());
    try {
      try (FileChannel channel =
          FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        writeFully(channel, ByteBuffer.wrap(bytes), 0);
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      Path folder = file.getParent();
      if (folder != null) {
        forceFolder(folder);
      }
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  public static void writeFully(FileChannel channel, ByteBuffer bytes, long offset)
      throws IOException {
    long position = offset;
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }

  /** Deletes a file, or a folder and all in it. */
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
}

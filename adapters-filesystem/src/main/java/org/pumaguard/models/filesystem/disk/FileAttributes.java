package org.pumaguard.models.filesystem.disk;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
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
import java.util.concurrent.TimeUnit;
import org.pumaguard.models.domain.model.Fingerprint;

/** Attributes of files and directories; no method follows a symbolic link. */
public final class FileAttributes {

  private static final Set<PosixFilePermission> ALL_MAY_WRITE =
      PosixFilePermissions.fromString("-w--w--w-");

  /** Twice the coarsest that is known, which is FAT's. */
  private static final Duration BACKDATED = Duration.ofSeconds(4);

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
  public static String directoryFingerprint(Path directory) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(directory, "unix:ino,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
    return number(attributes, "ino") + " " + nanos(attributes, "lastModifiedTime");
  }

  /** What nobody can change of a directory, or in it, without giving it another one. */
  public static String strictDirectoryFingerprint(Path directory) throws IOException {
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

  /** Whether nobody has the right to write. */
  public static boolean isReadOnly(Path file) throws IOException {
    return Collections.disjoint(
        Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS), ALL_MAY_WRITE);
  }

  /** As {@link #makeReadOnly}; false where that is refused, since the file is another user's. */
  public static boolean tryMakeReadOnly(Path file) throws IOException {
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
  public static void makeReadOnly(Path file) throws IOException {
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

  /** Whether something that is no regular file is where one has to be. */
  public static boolean isObstructed(Path file) {
    return !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  private FileAttributes() {}
}

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
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.pumaguard.models.domain.model.Fingerprint;

/** Attributes of files and directories; no method follows a symbolic link. */
public final class FileAttributes {

  private static final Set<PosixFilePermission> WRITE_PERMISSIONS =
      EnumSet.of(
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_WRITE);

  /** Twice the coarsest known timestamp granularity, which is that of FAT. */
  private static final Duration BACKDATING = Duration.ofSeconds(4);

  /** The fingerprint of a regular file; empty if there is none at this path. */
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
      if (isBelowFile(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Whether a parent of the path is no directory. ENOTDIR has no exception of its own when
   * attributes are read.
   */
  public static boolean isBelowFile(FileSystemException failure) {
    return "Not a directory".equals(failure.getReason());
  }

  /**
   * Inode and modification time of a directory. Survives a rename; changes when an entry is added
   * or removed. The inode alone is not enough, since the file system may reuse it.
   */
  public static String directoryFingerprint(Path directory) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(directory, "unix:ino,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
    return number(attributes, "ino") + " " + nanos(attributes, "lastModifiedTime");
  }

  /**
   * Inode, modification time and status change time of a directory. Changes with a rename and with
   * every change of its attributes or entries.
   */
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

  /** Whether no user has write permission. */
  public static boolean isReadOnly(Path file) throws IOException {
    return Collections.disjoint(
        Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS), WRITE_PERMISSIONS);
  }

  /** As {@link #makeReadOnly}; false if that is denied, as for a file of another user. */
  public static boolean tryMakeReadOnly(Path file) throws IOException {
    try {
      makeReadOnly(file);
      return true;
    } catch (FileSystemException e) {
      requirePresent(e);
      return false;
    }
  }

  /** Removes all write permissions. */
  public static void makeReadOnly(Path file) throws IOException {
    Set<PosixFilePermission> permissions =
        new HashSet<>(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
    boolean changed = permissions.removeAll(WRITE_PERMISSIONS);
    if (changed) {
      Files.setPosixFilePermissions(file, permissions);
    }
  }

  /**
   * Makes a complete file read-only, and sets its modification time back by a few seconds, so that
   * every later change gives it another one, even with coarse timestamps. Both as far as that is
   * allowed: a file of another user keeps them, and some file systems have no permissions.
   */
  public static void finish(Path file) throws IOException {
    PosixFileAttributes found =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!found.isRegularFile()) {
      throw DurableFiles.obstructed(file);
    }
    Set<PosixFilePermission> permissions = new HashSet<>(found.permissions());
    try {
      if (permissions.removeAll(WRITE_PERMISSIONS)) {
        Files.setPosixFilePermissions(file, permissions);
      }
    } catch (FileSystemException e) {
      requirePresent(e);
    }
    try {
      // With both times, and for what is no link, the present ones are not asked for again.
      FileTime time = FileTime.from(found.lastModifiedTime().toInstant().minus(BACKDATING));
      Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(time, time, null);
    } catch (FileSystemException e) {
      requirePresent(e);
    }
  }

  private static void requirePresent(FileSystemException refusal) throws IOException {
    if (refusal instanceof NoSuchFileException) {
      throw refusal;
    }
  }

  /** Gives a copied directory the permissions and times of the original, as far as allowed. */
  static void copyToDirectory(Path from, Path to) throws IOException {
    try {
      // As a whole: setting the permissions would clear the set-group-ID bit.
      Files.setAttribute(to, "unix:mode", Files.getAttribute(from, "unix:mode"));
      Files.setLastModifiedTime(to, Files.getLastModifiedTime(from));
    } catch (UnsupportedOperationException | FileSystemException e) {
      // A file system without permissions, or a directory of another user.
      return;
    }
  }

  /** Whether this path is taken by something other than a regular file. */
  public static boolean isObstructed(Path file) {
    return !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  private FileAttributes() {}
}

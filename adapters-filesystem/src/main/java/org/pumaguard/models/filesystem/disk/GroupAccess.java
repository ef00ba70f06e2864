package org.pumaguard.models.filesystem.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Permissions in a cache directory that the users of a group share: one that the group can write
 * and that passes its group on (chmod(2), S_ISGID). There the group gets the permissions of the
 * owner, whatever the umask.
 */
public final class GroupAccess {

  private static final String MODE = "unix:mode";
  private static final int SET_GROUP_ID = 02000;
  private static final int OWNER = 0700;
  private static final int GROUP_WRITE = 0020;

  private GroupAccess() {}

  /**
   * Gives the group access to a file or directory that this process has created. Does nothing
   * elsewhere, and on file systems without permissions.
   */
  public static void grant(CacheLayout layout, Path created) throws IOException {
    if (isShared(layout)) {
      grant(created);
    }
  }

  /** As {@link #grant}, for a directory with all its files and directories. */
  public static void grantTree(CacheLayout layout, Path created) throws IOException {
    if (isShared(layout)) {
      try (Stream<Path> paths = Files.walk(created)) {
        for (Path path : (Iterable<Path>) paths::iterator) {
          grant(path);
        }
      }
    }
  }

  private static boolean isShared(CacheLayout layout) throws IOException {
    try {
      int shared = SET_GROUP_ID | GROUP_WRITE;
      return (mode(layout.directory()) & shared) == shared;
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      // A file system of another kind has no such permissions.
      return false;
    }
  }

  /** The mode is set as a whole, since the permissions alone would clear the set-group-ID bit. */
  private static void grant(Path created) throws IOException {
    if (Files.isSymbolicLink(created)) {
      return;
    }
    int mode = mode(created);
    int granted = mode | (mode & OWNER) >> 3;
    if (granted != mode) {
      Files.setAttribute(created, MODE, granted & 07777);
    }
  }

  private static int mode(Path path) throws IOException {
    return Files.getAttribute(path, MODE) instanceof Integer mode ? mode : 0;
  }
}

package org.pumaguard.models.filesystem.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static volatile Look latest = new Look(Path.of(""), 0, false);

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

  /** Looks at most ten times a second, since many files are created in a row. */
  private static boolean isShared(CacheLayout layout) throws IOException {
    Look last = latest;
    if (last.directory().equals(layout.directory())
        && System.nanoTime() - last.nanos() < LOOK_NANOS) {
      return last.isShared();
    }
    Look now = new Look(layout.directory(), System.nanoTime(), isShared(layout.directory()));
    latest = now;
    return now.isShared();
  }

  private static boolean isShared(Path directory) throws IOException {
    try {
      int shared = SET_GROUP_ID | GROUP_WRITE;
      return (mode(directory) & shared) == shared;
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

  /**
   * A look at a cache directory.
   *
   * @param nanos by {@link System#nanoTime}
   */
  private record Look(Path directory, long nanos, boolean isShared) {}
}

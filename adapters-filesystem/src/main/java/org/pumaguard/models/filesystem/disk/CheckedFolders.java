package org.pumaguard.models.filesystem.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The folders of caches that were found to be directories, reached through no symbolic link, by
 * their device and inode. As long as a path leads to the same directory, its parents need no second
 * look: one system call instead of one for each of them. Safe for use by many threads.
 */
final class CheckedFolders {

  /** Three folders for each of the 256 first bytes of digests, and some more, in several caches. */
  private static final int MAX_FOLDERS = 4096;

  private static final Map<Path, Object> IDENTITIES = new ConcurrentHashMap<>();

  private CheckedFolders() {}

  /** Whether the path leads to the directory that was checked. */
  static boolean isStill(Path folder) {
    Object known = IDENTITIES.get(folder);
    if (known == null) {
      return false;
    }
    Optional<BasicFileAttributes> now = directory(folder);
    if (now.isPresent() && known.equals(now.get().fileKey())) {
      return true;
    }
    IDENTITIES.remove(folder);
    return false;
  }

  /**
   * Checks a folder whose parent was checked.
   *
   * @return whether it is a directory, and no symbolic link
   */
  static boolean check(Path folder) {
    Optional<BasicFileAttributes> now = directory(folder);
    Optional<Object> identity = now.flatMap(found -> Optional.ofNullable(found.fileKey()));
    if (identity.isPresent()) {
      if (IDENTITIES.size() >= MAX_FOLDERS) {
        IDENTITIES.clear();
      }
      IDENTITIES.put(folder, identity.get());
    }
    return now.isPresent();
  }

  private static Optional<BasicFileAttributes> directory(Path folder) {
    try {
      BasicFileAttributes found =
          Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return found.isDirectory() ? Optional.of(found) : Optional.empty();
    } catch (IOException e) {
      // As Files.isDirectory: what cannot be looked at is created, which says why it cannot be.
      return Optional.empty();
    }
  }
}

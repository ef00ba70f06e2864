package org.pumaguard.models.filesystem.bundle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.pumaguard.models.filesystem.disk.DurableFiles;

/**
 * A file under a hidden name beside the one that it is to become: {@code .NAME.UUID.part}. Who
 * writes it holds a lock on it, which ends with the process; so the next who makes a file of this
 * name knows which ones nobody will finish, and deletes them.
 *
 * @param channel to write it; closing it ends the lock
 */
record PartFile(Path path, FileChannel channel) {

  /** So many characters of a name: it may have 255 bytes, and a character four. */
  private static final int MOST = 50;

  private static final Pattern REST =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.part");

  /** Begins a file, and deletes what others began and left. */
  static PartFile create(Path file) throws IOException {
    Path folder = Objects.requireNonNull(file.getParent());
    String name = String.valueOf(file.getFileName());
    int shown = name.offsetByCodePoints(0, Math.min(name.codePointCount(0, name.length()), MOST));
    String beginning = "." + name.substring(0, shown) + ".";
    deleteAbandoned(folder, beginning);
    while (true) {
      Path path = folder.resolve(beginning + DurableFiles.fresh(folder).getFileName() + ".part");
      // A signal ends the process without a word to anybody else.
      path.toFile().deleteOnExit();
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      if (isLocked(channel, true) && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        return new PartFile(path, channel);
      }
      // Another process took it for abandoned before it was locked.
      channel.close();
      Files.deleteIfExists(path);
    }
  }

  private static void deleteAbandoned(Path folder, String beginning) {
    try (DirectoryStream<Path> drafts =
        Files.newDirectoryStream(folder, entry -> isDraft(entry, beginning))) {
      for (Path draft : drafts) {
        deleteIfAbandoned(draft);
      }
    } catch (IOException e) {
      // What can't be looked at, or deleted, is in nobody's way.
      return;
    }
  }

  private static boolean isDraft(Path entry, String beginning) {
    String name = String.valueOf(entry.getFileName());
    return name.startsWith(beginning)
        && REST.matcher(name.substring(beginning.length())).matches()
        && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS);
  }

  private static void deleteIfAbandoned(Path draft) throws IOException {
    try (FileChannel channel =
        FileChannel.open(draft, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
      if (isLocked(channel, false)) {
        Files.deleteIfExists(draft);
      }
    }
  }

  /**
   * Locks a file unless somebody else has.
   *
   * @param otherwise what counts where no locks can be had
   */
  private static boolean isLocked(FileChannel channel, boolean otherwise) {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      return otherwise;
    }
  }
}

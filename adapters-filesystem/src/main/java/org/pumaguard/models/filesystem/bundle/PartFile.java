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
import org.pumaguard.models.filesystem.lock.LockTable;

/**
 * A temporary file next to its destination, named {@code .NAME.UUID.part}. Its writer holds a file
 * lock, which the kernel releases when the process ends. An unlocked part file is therefore
 * abandoned, and the next writer for the same destination deletes it. A part file of this JVM is
 * not opened for that, as closing a second channel would release its lock.
 *
 * @param key names the file in the {@link LockTable}
 * @param channel writes the file
 */
record PartFile(Path path, String key, FileChannel channel) implements AutoCloseable {

  /** A name may have 255 bytes, and a character up to four. */
  private static final int MAX_NAME_CHARACTERS = 50;

  private static final Pattern SUFFIX =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.part");

  /** Creates and locks a part file, after deleting abandoned ones for the same destination. */
  static PartFile create(Path file) throws IOException {
    Path folder = Objects.requireNonNull(file.getParent());
    String name = String.valueOf(file.getFileName());
    int shown =
        name.offsetByCodePoints(
            0, Math.min(name.codePointCount(0, name.length()), MAX_NAME_CHARACTERS));
    String prefix = "." + name.substring(0, shown) + ".";
    deleteAbandoned(folder, prefix);
    while (true) {
      Path path = folder.resolve(prefix + DurableFiles.fresh(folder).getFileName() + ".part");
      String key = key(path);
      // Also deletes it when a signal ends the process.
      path.toFile().deleteOnExit();
      FileChannel channel;
      try (LockTable table = LockTable.enter()) {
        channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        if (tryLock(channel, true) && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
          table.partFiles().add(key);
          return new PartFile(path, key, channel);
        }
      }
      // Another process deleted it as abandoned before it was locked.
      channel.close();
      Files.deleteIfExists(path);
    }
  }

  /** Closes the channel, which releases the lock. */
  @Override
  public void close() throws IOException {
    try (LockTable table = LockTable.enter()) {
      table.partFiles().remove(key);
      channel.close();
    }
  }

  /** A free path that counts as an abandoned part file for the same destination. */
  static Path another(Path partFile) {
    String name = String.valueOf(partFile.getFileName());
    Path folder = Objects.requireNonNull(partFile.getParent());
    String prefix = SUFFIX.matcher(name).replaceFirst("");
    return folder.resolve(prefix + DurableFiles.fresh(folder).getFileName() + ".part");
  }

  private static void deleteAbandoned(Path folder, String prefix) {
    try (DirectoryStream<Path> partFiles =
        Files.newDirectoryStream(folder, entry -> isPartFile(entry, prefix))) {
      for (Path partFile : partFiles) {
        deleteIfAbandoned(partFile);
      }
    } catch (IOException e) {
      // Abandoned files that cannot be deleted do no harm.
      return;
    }
  }

  private static boolean isPartFile(Path entry, String prefix) {
    String name = String.valueOf(entry.getFileName());
    return name.startsWith(prefix)
        && SUFFIX.matcher(name.substring(prefix.length())).matches()
        && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS);
  }

  private static void deleteIfAbandoned(Path partFile) throws IOException {
    try (LockTable table = LockTable.enter()) {
      if (table.partFiles().contains(key(partFile))) {
        return;
      }
      try (FileChannel channel =
          FileChannel.open(partFile, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
        if (tryLock(channel, false)) {
          Files.deleteIfExists(partFile);
        }
      }
    }
  }

  /** The path of a part file without symbolic links; it need not exist. */
  private static String key(Path partFile) throws IOException {
    Path folder = Objects.requireNonNull(partFile.getParent()).toRealPath();
    return folder.resolve(String.valueOf(partFile.getFileName())).toString();
  }

  /**
   * Locks a file if it is not locked.
   *
   * @param withoutSupport the result on a file system that does not support locks
   */
  private static boolean tryLock(FileChannel channel, boolean withoutSupport) {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      return withoutSupport;
    }
  }
}

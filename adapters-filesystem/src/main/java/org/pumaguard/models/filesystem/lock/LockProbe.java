package org.pumaguard.models.filesystem.lock;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.pumaguard.models.domain.port.CacheLock.Support;

/**
 * Measures whether a lock on a file excludes other processes: the kernel lists it (proc(5), locks),
 * or a second process does not get it. The lock is on a random byte, so it disturbs none.
 *
 * @param path a regular file, or a directory
 */
record LockProbe(Path path) {

  private static final Path LISTED_LOCKS = Path.of("/proc/locks");
  private static final int EXCLUDED = 10;
  private static final int GRANTED = 11;
  private static final long MAX_SECONDS = 20;

  /**
   * Measures on an open channel, which stays open.
   *
   * @param isWritable whether the channel is for writing too
   */
  Support measure(FileChannel channel, boolean isWritable) {
    long position = UUID.randomUUID().getMostSignificantBits() & (Long.MAX_VALUE >> 1);
    try (FileLock lock = channel.tryLock(position, 1, !isWritable)) {
      if (lock == null) {
        return Support.UNKNOWN;
      }
      return isListed(position) ? Support.WORKING : askProcess(position, isWritable);
    } catch (IOException e) {
      return Support.REFUSED;
    }
  }

  private static boolean isListed(long position) {
    try {
      String range = " " + position + " " + position;
      return Files.readString(LISTED_LOCKS, StandardCharsets.ISO_8859_1)
          .lines()
          .anyMatch(line -> line.endsWith(range));
    } catch (IOException e) {
      return false;
    }
  }

  private Support askProcess(long position, boolean isWritable) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Optional<String> classPath = Optional.ofNullable(System.getProperty("java.class.path"));
    if (!isWritable || classPath.isEmpty()) {
      return Support.UNKNOWN;
    }
    List<String> command =
        List.of(
            java,
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath.get(),
            LockProbe.class.getName(),
            path.toString(),
            Long.toString(position));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        return process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)
            ? support(process.exitValue())
            : Support.UNKNOWN;
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return Support.UNKNOWN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Support.UNKNOWN;
    }
  }

  private static Support support(int status) {
    return switch (status) {
      case EXCLUDED -> Support.WORKING;
      case GRANTED -> Support.IGNORED;
      default -> Support.UNKNOWN;
    };
  }

  /** The second process: its exit status says whether it gets the lock. */
  public static void main(String[] arguments) throws IOException {
    boolean isGranted;
    try (FileChannel channel =
            FileChannel.open(
                Path.of(arguments[0]),
                Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        FileLock lock = channel.tryLock(Long.parseLong(arguments[1]), 1, false)) {
      isGranted = lock != null;
    }
    System.exit(isGranted ? GRANTED : EXCLUDED);
  }
}

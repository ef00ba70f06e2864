package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A disk for a test, mounted on a folder. A test skips where this machine, or this user, can't have
 * it: root may mount, others may not.
 */
final class Mounted implements AutoCloseable {

  /** No disk. */
  static final Mounted NOTHING = new Mounted(Path.of(""), List.of());

  private static final String NOBODY = "65534";

  private final Path folder;
  private final List<String> mounting;

  private Mounted(Path folder, List<String> mounting) {
    this.folder = folder;
    this.mounting = mounting;
  }

  /** A disk in memory of so many bytes. */
  static Mounted memory(Path folder, long bytes) {
    return mount(folder, "mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", folder.toString());
  }

  /** A folder with all in it, which may only be read. */
  static Mounted readOnly(Path folder) {
    String place = folder.toString();
    Mounted mounted = mount(folder, "mount", "-o", "bind", place, place);
    command("mount", "-o", "remount,ro,bind", place);
    return mounted;
  }

  /** A disk with exFAT, in a file: without links and rights, and with rough times. */
  static Mounted exFat(Path folder, Path image, long bytes) throws IOException {
    try (var file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(bytes);
    }
    assumeTrue(works("mkfs.exfat", image.toString()), "there is no mkfs.exfat (exfatprogs)");
    // The loop device goes with the mount.
    return mount(
        folder,
        "sh",
        "-c",
        "loop=$(losetup -f --show \"$0\") && mount.exfat-fuse $loop \"$1\""
            + "; status=$?; losetup -d $loop; exit $status",
        image.toString(),
        folder.toString());
  }

  private static Mounted mount(Path folder, String... command) {
    assumeTrue(works(command), () -> "can't be mounted here: " + String.join(" ", command));
    return new Mounted(folder, List.of(command));
  }

  /** Makes it larger, or smaller. */
  void grow(long bytes) {
    command("mount", "-o", "remount,size=" + bytes, folder.toString());
  }

  /** Writes until nothing more fits. */
  void fill() throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve("filler"))) {
      byte[] page = new byte[4096];
      while (true) {
        out.write(page);
      }
    } catch (IOException e) {
      // That was the point.
    }
  }

  /** Takes it away and puts it back. */
  void again() {
    close();
    command(mounting.toArray(String[]::new));
  }

  @Override
  public void close() {
    if (!mounting.isEmpty()) {
      command("umount", folder.toString());
    }
  }

  /** The built program, run by a user to whom nothing belongs. */
  static Path asNobody(Path folder) throws IOException {
    assumeTrue(
        works("setpriv", "--reuid=" + NOBODY, "--clear-groups", "true"),
        "only root can become another user, with setpriv");
    Path program =
        Files.writeString(
            folder.resolve("as-nobody"),
            "#!/bin/sh\nexec setpriv --reuid="
                + NOBODY
                + " --clear-groups '"
                + System.getProperty("launcher")
                + "' \"$@\"\n");
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Runs a command that has to work. */
  static void command(String... command) {
    assertEquals(0, run(command), () -> String.join(" ", command));
  }

  private static boolean works(String... command) {
    return run(command) == 0;
  }

  private static int run(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}

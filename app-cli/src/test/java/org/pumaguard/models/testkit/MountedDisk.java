package org.pumaguard.models.testkit;

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
public final class MountedDisk implements AutoCloseable {

  /** No disk. */
  public static final MountedDisk NOTHING = new MountedDisk(Path.of(""), List.of());

  private static final String NOBODY = "65534";

  private final Path folder;
  private final List<String> mounting;

  private MountedDisk(Path folder, List<String> mounting) {
    this.folder = folder;
    this.mounting = mounting;
  }

  /** A tmpfs of this size. */
  public static MountedDisk memory(Path folder, long bytes) {
    return mount(folder, "mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", folder.toString());
  }

  /** A folder with all in it, which may only be read. */
  public static MountedDisk readOnly(Path folder) {
    String place = folder.toString();
    MountedDisk mounted = mount(folder, "mount", "-o", "bind", place, place);
    ProcessRunner.check("mount", "-o", "remount,ro,bind", place);
    return mounted;
  }

  /** A disk with exFAT, in a file: without links and rights, and with rough times. */
  public static MountedDisk exFat(Path folder, Path image, long bytes) throws IOException {
    try (var file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(bytes);
    }
    assumeTrue(
        ProcessRunner.succeeds("mkfs.exfat", image.toString()),
        "there is no mkfs.exfat (exfatprogs)");
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

  /** A disk with ext4 in a file, which may be on another disk of a test. */
  public static MountedDisk ext4(Path folder, Path image, long bytes) throws IOException {
    try (var file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(bytes);
    }
    assumeTrue(
        ProcessRunner.succeeds(
            "mkfs.ext4", "-q", "-m", "0", "-O", "^has_journal", image.toString()),
        "there is no mkfs.ext4 (e2fsprogs)");
    return mount(
        folder, "mount", "-o", "loop,errors=continue", image.toString(), folder.toString());
  }

  /** A FUSE file system whose inode numbers change with a rename: a folder behind rclone. */
  public static MountedDisk rclone(Path folder, Path shown, Path cache) {
    return mount(
        folder,
        "rclone",
        "mount",
        "--daemon",
        "--vfs-cache-mode",
        "writes",
        "--cache-dir",
        cache.toString(),
        shown.toString(),
        folder.toString());
  }

  /** An overlayfs of a lower layer and an empty upper one, as a container has it. */
  public static MountedDisk overlay(Path folder, Path lower, Path scratch) throws IOException {
    Path upper = Files.createDirectories(scratch.resolve("upper"));
    Path work = Files.createDirectories(scratch.resolve("work"));
    return mount(
        folder,
        "mount",
        "-t",
        "overlay",
        "-o",
        "lowerdir=" + lower + ",upperdir=" + upper + ",workdir=" + work,
        "overlay",
        folder.toString());
  }

  private static MountedDisk mount(Path folder, String... command) {
    assumeTrue(
        ProcessRunner.succeeds(command),
        () -> "can't be mounted here: " + String.join(" ", command));
    return new MountedDisk(folder, List.of(command));
  }

  /** Makes it larger, or smaller. */
  public void grow(long bytes) {
    ProcessRunner.check("mount", "-o", "remount,size=" + bytes, folder.toString());
  }

  /** Writes until nothing more fits. */
  public void fill() throws IOException {
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
  public void again() {
    close();
    ProcessRunner.check(mounting.toArray(String[]::new));
  }

  @Override
  public void close() {
    if (!mounting.isEmpty()) {
      ProcessRunner.check("umount", folder.toString());
    }
  }

  /** The built program, run by a user without any files. */
  public static Path asNobody(Path folder) throws IOException {
    assumeTrue(
        ProcessRunner.succeeds("setpriv", "--reuid=" + NOBODY, "--clear-groups", "true"),
        "only root can become another user, with setpriv");
    Path program =
        Files.writeString(
            folder.resolve("as-nobody"),
            "#!/bin/sh\nexec setpriv --reuid="
                + NOBODY
                + " --clear-groups '"
                + Launcher.built()
                + "' \"$@\"\n");
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}

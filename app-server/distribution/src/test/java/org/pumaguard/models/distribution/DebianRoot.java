package org.pumaguard.models.distribution;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.pumaguard.models.testkit.MountedDisk;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;

/**
 * A Debian system in a directory, with Java and nothing that neither Java nor every system needs.
 * Packages are installed in it. It is in memory, as dpkg waits for the disk after each file.
 */
final class DebianRoot implements AutoCloseable {

  private static final Path PACKAGES = Path.of(System.getProperty("packages"));
  private static final long MOST_BYTES = 1 << 30;

  private final Path root;
  private final MountedDisk memory;
  private final ProcessRunner processes;

  private DebianRoot(Path root, MountedDisk memory, ProcessRunner processes) {
    this.root = root;
    this.memory = memory;
    this.processes = processes;
  }

  /** Makes a system; the test is skipped where that is not possible. */
  static DebianRoot make(Path folder) throws IOException {
    assumeTrue(ProcessRunner.succeeds("mmdebstrap", "--version"), "mmdebstrap is not installed");
    assumeTrue(System.getProperty("user.name").equals("root"), "only root installs packages");
    Path root = Files.createDirectory(folder.resolve("root"));
    MountedDisk memory = MountedDisk.memory(root, MOST_BYTES);
    DebianRoot system = new DebianRoot(root, memory, new ProcessRunner(folder));
    boolean made =
        ProcessRunner.succeeds(
            "mmdebstrap",
            "--variant=essential",
            "--include=adduser,openjdk-17-jre-headless",
            "--dpkgopt=force-unsafe-io",
            "bookworm",
            root.toString());
    if (!made) {
      system.close();
    }
    assumeTrue(made, "there are no packages of Debian without a network");
    return system;
  }

  /** The package that the build has made. */
  static Path builtPackage() throws IOException {
    try (Stream<Path> files = Files.list(PACKAGES)) {
      return files.filter(file -> file.toString().endsWith("_all.deb")).findFirst().orElseThrow();
    }
  }

  /** A file of the system. */
  Path path(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  /** Runs a line of shell as root, with a /proc of its own. */
  ProgramResult run(String line) {
    return processes.run(
        List.of(
                "unshare",
                "--mount",
                "--pid",
                "--fork",
                "sh",
                "-c",
                "mount -t proc proc \"$0/proc\" && exec chroot \"$0\" sh -c \"$1\"",
                root.toString(),
                line)
            .toArray(String[]::new));
  }

  /** Runs a line of shell as root without /proc, in which Java cannot start. */
  ProgramResult runWithoutProc(String line) {
    return processes.run("chroot", root.toString(), "sh", "-c", line);
  }

  /** Runs a line of shell as the user nobody. */
  ProgramResult runAsNobody(String line) {
    return run(
        "exec setpriv --reuid 65534 --regid 65534 --clear-groups env HOME=/tmp/nobody sh -c '"
            + line
            + "'");
  }

  @Override
  public void close() {
    memory.close();
  }
}

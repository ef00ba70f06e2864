package org.pumaguard.models.distribution;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;

/** A Debian system in a directory, with Java, in which packages are installed. */
final class DebianRoot {

  private static final Path PACKAGES = Path.of(System.getProperty("packages"));

  private final Path root;
  private final ProcessRunner processes;

  private DebianRoot(Path root, ProcessRunner processes) {
    this.root = root;
    this.processes = processes;
  }

  /** Makes a system; the test is skipped where that is not possible. */
  static DebianRoot make(Path folder) {
    assumeTrue(ProcessRunner.succeeds("mmdebstrap", "--version"), "mmdebstrap is not installed");
    assumeTrue(System.getProperty("user.name").equals("root"), "only root installs packages");
    Path root = folder.resolve("root");
    assumeTrue(
        ProcessRunner.succeeds(
            "mmdebstrap",
            "--variant=minbase",
            "--include=adduser,openjdk-17-jre-headless",
            "--dpkgopt=force-unsafe-io",
            "bookworm",
            root.toString()),
        "there are no packages of Debian without a network");
    return new DebianRoot(root, new ProcessRunner(folder));
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
}

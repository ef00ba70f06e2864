package org.pumaguard.models.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RunningProgram;

/** A package that was unpacked, and its programs in an environment without any variable. */
final class Unpacked {

  static final String CLI = "pumaguard-models";
  static final String SERVER = "pumaguard-models-server";

  private final Path home;
  private final ProcessRunner processes;
  private final List<String> before = new ArrayList<>();
  private final List<String> variables = new ArrayList<>();

  private Unpacked(Path home, Path scratch) {
    this.home = home;
    this.processes = new ProcessRunner(scratch);
  }

  /** The package for every Java. */
  static Path portable() {
    return Path.of(System.getProperty("packages"), System.getProperty("package") + ".tar.gz");
  }

  /** The package with a Java of its own. */
  static Path selfContained() {
    return Path.of(
        System.getProperty("packages"), System.getProperty("package") + "-linux-x64.tar.gz");
  }

  /** Unpacks a package into a new directory, as tar does by default. */
  static Unpacked of(Path tarball, Path directory) throws IOException {
    Files.createDirectories(directory);
    ProcessRunner.check("tar", "-xzf", tarball.toString(), "-C", directory.toString());
    return new Unpacked(
        directory.resolve(System.getProperty("package")),
        directory.resolveSibling(directory.getFileName() + " scratch"));
  }

  /** The same package in another environment. */
  Unpacked again() {
    return new Unpacked(home, processes.home());
  }

  Path home() {
    return home;
  }

  Path program(String name) {
    return home.resolve("bin").resolve(name);
  }

  Unpacked with(String variable, String value) {
    variables.add(variable + "=" + value);
    return this;
  }

  /** Runs the programs as a user to whom nothing belongs, and who may enter this directory. */
  Unpacked asNobody(Path directory) throws IOException {
    Assumptions.assumeTrue(
        ProcessRunner.succeeds("setpriv", "--reuid=65534", "--clear-groups", "true"),
        "only root can become another user, with setpriv");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    before.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    return this;
  }

  /** A directory for the PATH with the tools that a launcher needs, and without Java. */
  static Path tools(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (String tool : List.of("readlink", "stty")) {
      Files.copy(
          Path.of("/usr/bin", tool),
          directory.resolve(tool),
          StandardCopyOption.COPY_ATTRIBUTES,
          StandardCopyOption.REPLACE_EXISTING);
    }
    return directory;
  }

  /** The Java installations of this machine. */
  static List<Path> javas() {
    try (Stream<Path> homes = Files.list(Path.of("/usr/lib/jvm"))) {
      return homes
          .filter(path -> !Files.isSymbolicLink(path))
          .filter(path -> Files.isRegularFile(path.resolve("release")))
          .filter(path -> Files.isExecutable(path.resolve("bin/java")))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ProgramResult run(Path program, String... arguments) {
    return start(program, arguments).finish();
  }

  ProgramResult run(String program, String... arguments) {
    return run(program(program), arguments);
  }

  RunningProgram start(Path program, String... arguments) {
    List<String> command = new ArrayList<>(before);
    command.addAll(List.of("/usr/bin/env", "-i"));
    command.addAll(variables);
    command.add(program.toString());
    command.addAll(List.of(arguments));
    return processes.start(command);
  }
}

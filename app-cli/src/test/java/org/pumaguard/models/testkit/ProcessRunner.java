package org.pumaguard.models.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs commands in processes of their own, with a home directory of the test and without the
 * settings of this machine: no variable of PumaGuard, XDG, proxies or .netrc is inherited.
 */
public final class ProcessRunner {

  private final Path home;
  private final Map<String, String> environment = new TreeMap<>();
  private Path workingDirectory;

  /** A runner with a home directory, which it creates, and in which its processes work. */
  public ProcessRunner(Path home) {
    try {
      this.home = Files.createDirectories(home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.workingDirectory = home;
  }

  /** Sets a variable of the environment. */
  public ProcessRunner with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Sets the working directory. */
  public ProcessRunner from(Path directory) {
    workingDirectory = directory;
    return this;
  }

  public Path home() {
    return home;
  }

  Path workingDirectory() {
    return workingDirectory;
  }

  /** Starts a command; its output goes to files in the home directory. */
  public RunningProgram start(List<String> command) {
    try {
      Path out = Files.createTempFile(home, "out", ".txt");
      Path err = Files.createTempFile(home, "err", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(workingDirectory.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      adapt(builder.environment());
      return new RunningProgram(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a main class of the tests in a JVM of its own. */
  public RunningProgram startJava(Class<?> main, List<String> jvmOptions, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return start(command);
  }

  /** Runs a command to its end. */
  public ProgramResult run(String program, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(arguments);
    return start(command).finish();
  }

  /** Runs a command to its end. */
  public ProgramResult run(String... command) {
    return start(List.of(command)).finish();
  }

  /** Changes the variables of this process to those that a program of the test gets. */
  void adapt(Map<String, String> variables) {
    variables.keySet().removeIf(key -> key.matches("(PUMAGUARD|XDG)_.*|NOTIFY_SOCKET"));
    variables.keySet().removeIf(key -> key.matches("(?i).*_proxy|netrc"));
    variables.put("HOME", home.toString());
    variables.putAll(environment);
  }

  /** Variables that are given as {@code NAME=value}. */
  static Map<String, String> variables(String... assignments) {
    Map<String, String> variables = new TreeMap<>();
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      variables.put(assignment.substring(0, equals), assignment.substring(equals + 1));
    }
    return variables;
  }

  /** Runs a command of the system that has to succeed. */
  public static void check(String... command) {
    if (status(command) != 0) {
      throw new AssertionError("failed: " + String.join(" ", command));
    }
  }

  /** Runs a command of the system, and returns whether it exists and has succeeded. */
  public static boolean succeeds(String... command) {
    return status(command) == 0;
  }

  private static int status(String... command) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}

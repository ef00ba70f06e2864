package org.pumaguard.models.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Runs the built program as a user does: by its launcher, in a process of its own, with its own
 * home.
 */
final class Launcher {

  private static final long TIMEOUT_SECONDS = 120;
  private static final long POLL_MILLIS = 5;

  private final Path home;
  private final Map<String, String> environment = new TreeMap<>();
  private Path program = Path.of(System.getProperty("launcher"));
  private Path workingDirectory;

  /** A launcher with this home directory, which need not be empty. */
  Launcher(Path home) {
    this.home = home;
    this.workingDirectory = home;
  }

  Launcher with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Launcher program(Path other) {
    program = other;
    return this;
  }

  Launcher from(Path directory) {
    workingDirectory = directory;
    return this;
  }

  /** Where models are cached when nothing else is said. */
  Path cache() {
    return home.resolve(".local/share/pumaguard/models");
  }

  /** Runs the program to its end. */
  Result run(String... arguments) {
    return finish(start(arguments));
  }

  /** Runs a line of shell in which {@code $pm} is the program. */
  Result shell(String line) {
    return finish(start(List.of("bash", "-c", line)));
  }

  /** Starts the program. */
  Running start(String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    return start(command);
  }

  private Running start(List<String> command) {
    try {
      Path out = Files.createTempFile(home, "out", ".txt");
      Path err = Files.createTempFile(home, "err", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(workingDirectory.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().keySet().removeIf(key -> key.startsWith("PUMAGUARD_"));
      builder.environment().keySet().removeIf(key -> key.matches("(?i).*_proxy|netrc"));
      builder.environment().remove("XDG_DATA_HOME");
      builder.environment().remove("XDG_CONFIG_HOME");
      builder.environment().put("HOME", home.toString());
      builder.environment().put("pm", program.toString());
      builder.environment().putAll(environment);
      return new Running(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the end of a program that was started. */
  static Result finish(Running running) {
    try {
      if (!running.process().waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        running.process().destroyForcibly();
        throw new AssertionError("the program does not end");
      }
      return new Result(
          running.process().exitValue(),
          Files.readString(running.out(), StandardCharsets.UTF_8),
          Files.readString(running.err(), StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A program that runs, and where its output goes. */
  record Running(Process process, Path out, Path err) {

    /** Waits until the program has come so far; it may not end before. */
    void await(BooleanSupplier condition) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
      while (!condition.getAsBoolean()) {
        if (endsWithin(POLL_MILLIS)) {
          throw new AssertionError("the program has ended: " + finish(this));
        }
        if (System.nanoTime() > deadline) {
          kill();
          throw new AssertionError("the program does not come so far: " + finish(this));
        }
      }
    }

    /** Waits a moment, and tells whether the program has ended. */
    boolean endsWithin(long millis) {
      try {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }

    /** Ends it at once, with {@code kill -9}. */
    void kill() {
      process.destroyForcibly();
      if (!endsWithin(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS))) {
        throw new AssertionError("the program can't be killed");
      }
    }
  }

  /** How a program ended, and what it has written. */
  record Result(int status, String out, String err) {

    /** The second column of the line for a model. */
    String column(String name) {
      return out.lines()
          .filter(line -> line.startsWith(name + "\t"))
          .map(line -> line.substring(name.length() + 1))
          .findFirst()
          .orElseThrow(() -> new AssertionError(name + " is not in\n" + this));
    }
  }
}

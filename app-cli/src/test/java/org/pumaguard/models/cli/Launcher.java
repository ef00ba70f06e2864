package org.pumaguard.models.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.pumaguard.models.cli.output.Console;
import org.pumaguard.models.cli.settings.ProcessEnvironment;

/**
 * Runs the built program as a user does, with its own home: by its launcher, in a process of its
 * own; or, much faster, from its entry on in this process.
 */
final class Launcher {

  private static final long TIMEOUT_SECONDS = 120;
  private static final long POLL_MILLIS = 5;

  private final Path home;
  private boolean isInside;
  private final Map<String, String> environment = new TreeMap<>();
  private Path program = Path.of(System.getProperty("launcher"));
  private Path workingDirectory;

  /** A launcher with this home directory, which need not be empty. */
  Launcher(Path home) {
    this(home, false);
  }

  private Launcher(Path home, boolean isInside) {
    this.home = home;
    this.isInside = isInside;
    this.workingDirectory = home;
  }

  /**
   * The same for tests in which neither launcher nor process matter: what is run to its end is run
   * in this process. What is started is a process all the same, and so are a shell, another program
   * and what works in another directory.
   */
  static Launcher inside(Path home) {
    return new Launcher(home, true);
  }

  Launcher with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Launcher program(Path other) {
    isInside = false;
    program = other;
    return this;
  }

  Launcher from(Path directory) {
    isInside = false;
    workingDirectory = directory;
    return this;
  }

  /** Where models are cached when nothing else is said. */
  Path cache() {
    return home.resolve(".local/share/pumaguard/models");
  }

  /** Runs the program to its end. */
  Result run(String... arguments) {
    return isInside ? runInside(arguments) : finish(start(arguments));
  }

  private Result runInside(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Map<String, String> variables = new TreeMap<>(System.getenv());
    adapt(variables);
    FutureTask<Integer> run =
        new FutureTask<>(
            () ->
                Main.run(
                    arguments,
                    new ProcessEnvironment(variables, workingDirectory),
                    new Console(out, new PrintStream(err, true, StandardCharsets.UTF_8))));
    Thread thread = new Thread(run, "main");
    thread.setDaemon(true);
    thread.start();
    try {
      int status = run.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      return new Result(
          status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (TimeoutException e) {
      throw new AssertionError("the program does not end: " + err, e);
    } catch (ExecutionException e) {
      throw new AssertionError("the program has died: " + err, e.getCause());
    }
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
      adapt(builder.environment());
      return new Running(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void adapt(Map<String, String> variables) {
    variables.keySet().removeIf(key -> key.startsWith("PUMAGUARD_"));
    variables.keySet().removeIf(key -> key.matches("(?i).*_proxy|netrc"));
    variables.remove("XDG_DATA_HOME");
    variables.remove("XDG_CONFIG_HOME");
    variables.put("HOME", home.toString());
    variables.put("pm", program.toString());
    variables.putAll(environment);
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

package org.pumaguard.models.testkit;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.pumaguard.models.cli.output.Console;
import org.pumaguard.models.cli.settings.ProcessEnvironment;

/**
 * Runs the command line program as a user does, with a home directory of its own: by its launcher,
 * in a process; or, much faster, from its entry on in this process.
 */
public final class Launcher {

  private static final long TIMEOUT_SECONDS = 120;

  private final ProcessRunner processes;
  private Optional<Entry> entry;
  private Optional<Path> program = Optional.empty();

  private Launcher(Path home, Optional<Entry> entry) {
    this.processes = new ProcessRunner(home);
    this.entry = entry;
  }

  /** A launcher with this home directory, which need not be empty. */
  public Launcher(Path home) {
    this(home, Optional.empty());
  }

  /**
   * Runs to its end in this process what is run to its end. What is started is a process all the
   * same, and so are a shell, another program and what works in another directory.
   */
  public static Launcher inside(Path home, Entry entry) {
    return new Launcher(home, Optional.of(entry));
  }

  /** The launcher that the build has made. */
  public static Path built() {
    return Path.of(System.getProperty("cli.launcher"));
  }

  public Launcher with(String variable, String value) {
    processes.with(variable, value);
    return this;
  }

  /** Runs another program, which behaves like this one. */
  public Launcher program(Path other) {
    entry = Optional.empty();
    program = Optional.of(other);
    return this;
  }

  public Launcher from(Path directory) {
    entry = Optional.empty();
    processes.from(directory);
    return this;
  }

  /** The cache directory unless another one is set. */
  public Path cache() {
    return processes.home().resolve(".local/share/pumaguard/models");
  }

  /** Runs the program to its end. */
  public ProgramResult run(String... arguments) {
    return entry
        .map(inside -> runInside(inside, arguments))
        .orElseGet(() -> start(arguments).finish());
  }

  private ProgramResult runInside(Entry inside, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Map<String, String> variables = new TreeMap<>(System.getenv());
    processes.adapt(variables);
    FutureTask<Integer> run =
        new FutureTask<>(
            () ->
                inside.run(
                    arguments,
                    new ProcessEnvironment(variables, processes.workingDirectory()),
                    new Console(out, new PrintStream(err, true, StandardCharsets.UTF_8))));
    Thread thread = new Thread(run, "main");
    thread.setDaemon(true);
    thread.start();
    try {
      int status = run.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      return new ProgramResult(
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

  /** Runs a line of bash in which {@code $pm} is the built program, once there is one. */
  public ProgramResult shell(String line) {
    if (program.isPresent() || System.getProperty("cli.launcher") != null) {
      processes.with("pm", path().toString());
    }
    return processes.run("bash", "-c", line);
  }

  private Path path() {
    return program.orElseGet(Launcher::built);
  }

  /** Starts the program in a process. */
  public RunningProgram start(String... arguments) {
    List<String> command = new ArrayList<>(List.of(path().toString()));
    command.addAll(List.of(arguments));
    return processes.start(command);
  }

  /** The entry of the program. */
  public interface Entry {

    /** Returns the exit status. */
    int run(String[] arguments, ProcessEnvironment surroundings, Console console);
  }
}

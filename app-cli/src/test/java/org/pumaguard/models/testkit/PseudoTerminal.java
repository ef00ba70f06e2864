package org.pumaguard.models.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A command on a pseudo-terminal, which script (util-linux) makes; skips where that is missing.
 * What the command writes is shown on a {@link TerminalScreen}.
 */
public final class PseudoTerminal implements AutoCloseable {

  private static final long TIMEOUT_SECONDS = 120;
  private static final long POLL_MILLIS = 10;

  private final Process process;
  private final Path output;
  private final Path device;
  private final List<Resize> resizes = new ArrayList<>();
  private final int columns;
  private final int rows;

  private PseudoTerminal(Process process, Path output, Path device, int columns, int rows) {
    this.process = process;
    this.output = output;
    this.device = device;
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * Starts a line of shell on a terminal of this size, with a home directory of the test.
   *
   * @param environment further variables, as {@code NAME=value}
   */
  public static PseudoTerminal start(
      Path home, int columns, int rows, String line, List<String> environment) {
    Path program = Path.of("/usr/bin/script");
    assumeTrue(Files.isExecutable(program), "script (util-linux) is not installed");
    ProcessRunner runner = new ProcessRunner(home);
    try {
      Path output = Files.createTempFile(home, "terminal", ".txt");
      Path device = home.resolve(output.getFileName() + ".device");
      String command = "stty rows %d cols %d; tty >%s; %s".formatted(rows, columns, device, line);
      ProcessBuilder builder =
          new ProcessBuilder(program.toString(), "-qefc", command, "/dev/null")
              .directory(home.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      runner.adapt(builder.environment());
      builder.environment().keySet().removeIf(name -> name.matches("TMUX|TERM_PROGRAM|NO_COLOR"));
      builder.environment().putAll(ProcessRunner.variables("TERM=xterm", "LC_ALL=C.UTF-8"));
      builder.environment().putAll(ProcessRunner.variables(environment.toArray(String[]::new)));
      return new PseudoTerminal(builder.start(), output, device, columns, rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is on the terminal now. */
  public TerminalScreen screen() {
    byte[] bytes = bytes();
    TerminalScreen screen = new TerminalScreen(columns, rows);
    int from = 0;
    for (Resize resize : resizes) {
      screen.feed(text(bytes, from, resize.offset));
      screen.resize(resize.columns, resize.rows, false);
      from = resize.offset;
    }
    return screen.feed(text(bytes, from, bytes.length));
  }

  /** Everything that was written to the terminal. */
  public String output() {
    byte[] bytes = bytes();
    return text(bytes, 0, bytes.length);
  }

  private byte[] bytes() {
    try {
      return Files.readAllBytes(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Decodes a part; a character that is incomplete at its end is left out. */
  private static String text(byte[] bytes, int from, int to) {
    int end = to;
    while (end > from && end > to - 4 && bytes[end - 1] < 0) {
      end--;
    }
    boolean isComplete =
        !new String(bytes, end, to - end, StandardCharsets.UTF_8).contains("\uFFFD");
    int last = isComplete ? to : end;
    return new String(bytes, from, last - from, StandardCharsets.UTF_8);
  }

  /** Waits until the screen looks like this; returns it. Fails if the command ends before. */
  public TerminalScreen await(Predicate<TerminalScreen> condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (true) {
      boolean isAlive = process.isAlive();
      TerminalScreen screen = screen();
      if (condition.test(screen)) {
        return screen;
      }
      if (!isAlive || System.nanoTime() > deadline) {
        throw new AssertionError("the screen never looks as expected:\n" + screen);
      }
      pause();
    }
  }

  private void pause() {
    try {
      process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Types text, such as {@code "\003"} for Ctrl-C. */
  public void type(String text) {
    try {
      process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives the terminal another size, of which the kernel tells the command. */
  public void resize(int toColumns, int toRows) {
    resizes.add(new Resize(bytes().length, toColumns, toRows));
    try {
      ProcessRunner.check(
          "stty",
          "-F",
          Files.readString(device).strip(),
          "rows",
          String.valueOf(toRows),
          "cols",
          String.valueOf(toColumns));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the end, and returns the exit status. */
  public int finish() {
    try {
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the command does not end:\n" + screen());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private record Resize(int offset, int columns, int rows) {}
}

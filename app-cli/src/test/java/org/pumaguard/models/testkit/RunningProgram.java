package org.pumaguard.models.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A process that was started, and the files that its output goes to. */
public final class RunningProgram implements AutoCloseable {

  private static final long TIMEOUT_SECONDS = 120;
  private static final long POLL_MILLIS = 5;

  private final Process process;
  private final Path out;
  private final Path err;

  RunningProgram(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  public Process process() {
    return process;
  }

  /** What it has written on standard output so far. */
  public String out() {
    return read(out);
  }

  /** What it has written on standard error so far. */
  public String err() {
    return read(err);
  }

  /** Waits for the end. */
  public ProgramResult finish() {
    if (!endsWithin(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS))) {
      process.destroyForcibly();
      throw new AssertionError("the program does not end:\n" + err());
    }
    return new ProgramResult(process.exitValue(), out(), err());
  }

  /** Waits until a condition holds; fails if the program ends before. */
  public void await(Callable<Boolean> condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!holds(condition)) {
      if (endsWithin(POLL_MILLIS)) {
        throw new AssertionError("the program has ended: " + finish());
      }
      if (System.nanoTime() > deadline) {
        kill();
        throw new AssertionError("the condition does not hold in time: " + finish());
      }
    }
  }

  private boolean holds(Callable<Boolean> condition) {
    try {
      return condition.call();
    } catch (Exception e) {
      throw new AssertionError("the condition can't be evaluated:\n" + err(), e);
    }
  }

  /** Waits at most this long, and returns whether the program has ended. */
  public boolean endsWithin(long millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Sends a signal by its name, such as {@code TERM}. */
  public void signal(String name) {
    ProcessRunner.check("kill", "-" + name, String.valueOf(process.pid()));
  }

  /** Ends it at once, as {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly();
    if (!endsWithin(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS))) {
      throw new AssertionError("the program can't be killed");
    }
  }

  @Override
  public void close() {
    kill();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

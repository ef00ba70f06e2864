package org.pumaguard.models.http.timeout;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Limits the total time of blocking operations. The time-out of a socket restarts with each byte,
 * so a server that sends a byte now and then would never exceed it. Thread-safe.
 */
public final class Deadlines implements AutoCloseable {

  private final Duration timeout;
  private final ScheduledThreadPoolExecutor timer;

  /** Gives each operation this time. */
  public Deadlines(Duration timeout) {
    this.timeout = timeout;
    this.timer = new ScheduledThreadPoolExecutor(1, Deadlines::daemon);
    timer.setRemoveOnCancelPolicy(true);
  }

  /**
   * Runs a blocking operation.
   *
   * @param abort makes the operation fail; called by the timer thread at the deadline
   * @param name of the operation, for the message
   * @throws Exceeded if the deadline passed first, whatever the operation did afterwards
   */
  public <T, X extends Exception> T run(Runnable abort, String name, Operation<T, X> operation)
      throws IOException, X {
    return runRestartable(abort, name, deadline -> operation.run());
  }

  /** Like {@link #run}, within another time. */
  public <T, X extends Exception> T runWithin(
      Duration limit, Runnable abort, String name, Operation<T, X> operation)
      throws IOException, X {
    return run(new Deadline(abort, limit), name, deadline -> operation.run());
  }

  /** Like {@link #run}, for an operation that may restart its deadline. */
  public <T, X extends Exception> T runRestartable(
      Runnable abort, String name, RestartableOperation<T, X> operation) throws IOException, X {
    return run(new Deadline(abort, timeout), name, operation);
  }

  private <T, X extends Exception> T run(
      Deadline deadline, String name, RestartableOperation<T, X> operation) throws IOException, X {
    deadline.restart();
    try {
      T result = operation.run(deadline);
      if (deadline.decided.compareAndSet(false, true)) {
        return result;
      }
    } catch (Exception e) {
      if (deadline.decided.compareAndSet(false, true)) {
        throw e;
      }
    } finally {
      deadline.alarm.cancel(false);
    }
    throw new Exceeded(message(name, deadline.limit));
  }

  /** {@code read timed out after 60 s}. */
  public static String message(String name, Duration timeout) {
    String seconds = BigDecimal.valueOf(timeout.toMillis(), 3).stripTrailingZeros().toPlainString();
    return name + " timed out after " + seconds + " s";
  }

  /** The deadline of one operation. */
  public final class Deadline {

    private final Runnable abort;
    private final Duration limit;
    // Set once, by the alarm or by the end of the operation.
    private final AtomicBoolean decided = new AtomicBoolean();
    private Future<?> alarm = CompletableFuture.completedFuture(null);

    private Deadline(Runnable abort, Duration limit) {
      this.abort = abort;
      this.limit = limit;
    }

    /** Starts the full time-out again. Called by the thread of the operation only. */
    void restart() {
      alarm.cancel(false);
      alarm =
          timer.schedule(
              () -> {
                if (decided.compareAndSet(false, true)) {
                  abort.run();
                }
              },
              limit.toNanos(),
              TimeUnit.NANOSECONDS);
    }
  }

  /** Stops the timer; pending deadlines no longer abort their operations. */
  @Override
  public void close() {
    timer.shutdownNow();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "http-deadlines");
    thread.setDaemon(true);
    return thread;
  }

  /** A blocking operation. */
  public interface Operation<T, X extends Exception> {
    /** Runs until it completes or is aborted. */
    T run() throws IOException, X;
  }

  /** A blocking operation that may restart its deadline. */
  public interface RestartableOperation<T, X extends Exception> {
    /** Runs until it completes or is aborted. */
    T run(Deadline deadline) throws IOException, X;
  }

  /**
   * An operation exceeded its deadline; the message names the operation. It is no
   * SocketTimeoutException, which HttpClient would replace by its own while it connects.
   */
  public static final class Exceeded extends IOException {

    private static final long serialVersionUID = 1L;

    Exceeded(String message) {
      super(message);
    }
  }
}

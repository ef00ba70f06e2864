package org.pumaguard.models.http.timeout;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends what takes too long as a whole. The time-out of a socket begins anew with each byte, so that
 * who sends a byte now and then would never meet it. Safe for use by many threads.
 */
public final class Deadlines implements AutoCloseable {

  private final Duration limit;
  private final ScheduledThreadPoolExecutor timer;

  public Deadlines(Duration limit) {
    this.limit = limit;
    this.timer = new ScheduledThreadPoolExecutor(1, Deadlines::daemon);
    timer.setRemoveOnCancelPolicy(true);
  }

  /**
   * Does work that blocks.
   *
   * @param end ends it, in another thread, when the time is up
   * @param late says what did not happen in time
   * @throws Passed when the time was up, however the work ended
   */
  public <T, X extends Exception> T meet(Runnable end, String late, Work<T, X> work)
      throws IOException, X {
    return meetAnew(end, late, deadline -> work.run());
  }

  /** The same for work that may begin its time anew. */
  public <T, X extends Exception> T meetAnew(Runnable end, String late, LongWork<T, X> work)
      throws IOException, X {
    Deadline deadline = new Deadline(end);
    deadline.again();
    try {
      T result = work.run(deadline);
      if (deadline.over.compareAndSet(false, true)) {
        return result;
      }
    } catch (Exception e) {
      if (deadline.over.compareAndSet(false, true)) {
        throw e;
      }
    } finally {
      deadline.alarm.cancel(false);
    }
    throw new Passed(late);
  }

  /** When the time of some work is up. */
  public final class Deadline {

    private final Runnable end;
    // Set by whoever comes first: the alarm, or the end of the work.
    private final AtomicBoolean over = new AtomicBoolean();
    private Future<?> alarm = CompletableFuture.completedFuture(null);

    private Deadline(Runnable end) {
      this.end = end;
    }

    /** Gives all the time again, from now on; for the thread that does the work. */
    void again() {
      alarm.cancel(false);
      alarm =
          timer.schedule(
              () -> {
                if (over.compareAndSet(false, true)) {
                  end.run();
                }
              },
              limit.toNanos(),
              TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "http-deadlines");
    thread.setDaemon(true);
    return thread;
  }

  /** Work that a deadline can end. */
  public interface Work<T, X extends Exception> {
    T run() throws IOException, X;
  }

  /** Work that knows its deadline. */
  public interface LongWork<T, X extends Exception> {
    T run(Deadline deadline) throws IOException, X;
  }

  /** The time was up; the message says for what. */
  public static final class Passed extends SocketTimeoutException {

    private static final long serialVersionUID = 1L;

    Passed(String late) {
      super(late);
    }
  }
}

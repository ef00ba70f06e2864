package org.pumaguard.models.domain.port;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * A call in a thread of its own, for tests of what blocks: tells when it is blocked and how it
 * ended. What should happen is given a minute, so that a test fails instead of hanging.
 */
public final class Caller<T> {

  private static final long PATIENCE_SECONDS = 60;
  private static final Set<Thread.State> BLOCKED =
      EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

  private final FutureTask<T> call;
  private final Thread thread;

  private Caller(Callable<T> callable) {
    call = new FutureTask<>(callable);
    thread = new Thread(call, "caller");
    thread.setDaemon(true);
  }

  /** Begins a call. */
  public static <T> Caller<T> of(Callable<T> callable) {
    Caller<T> caller = new Caller<>(callable);
    caller.thread.start();
    return caller;
  }

  /** Begins a call without a result. */
  public static Caller<Boolean> running(Action action) {
    return of(
        () -> {
          action.run();
          return true;
        });
  }

  /** Returns when the call is blocked. */
  public Caller<T> blocked() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!BLOCKED.contains(thread.getState())) {
      if (call.isDone() || System.nanoTime() > end) {
        throw new AssertionError("the call does not block: " + thread.getState());
      }
      LockSupport.parkNanos(100_000);
    }
    return this;
  }

  /** Interrupts the call. */
  public void interrupt() {
    thread.interrupt();
  }

  /** What the call returns. */
  public T result() throws InterruptedException {
    try {
      return call.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("the call does not return", e);
    }
  }

  /** What the call throws. */
  public Throwable failure() throws InterruptedException {
    try {
      throw new AssertionError("the call returns " + call.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return Objects.requireNonNull(e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("the call does not end", e);
    }
  }

  /** Does something that may fail. */
  public interface Action {
    /** Does it. */
    void run() throws Exception;
  }
}

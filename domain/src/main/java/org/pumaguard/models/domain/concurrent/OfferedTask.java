package org.pumaguard.models.domain.concurrent;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A task that is offered to an executor, and runs once: in a thread of the executor, or in a thread
 * that waits for it. So a task whose executor is busy, rejects it or has no threads of its own
 * delays its result and blocks nothing. Safe for use by many threads.
 */
public final class OfferedTask<T> implements Runnable {

  private final FutureTask<T> body;
  private final AtomicBoolean claimed = new AtomicBoolean();
  private volatile Optional<Thread> offering = Optional.empty();
  private boolean wasDeclined;

  /** A task that is not offered yet. */
  public OfferedTask(Callable<T> work) {
    this.body = new FutureTask<>(work);
  }

  /**
   * Offers the task. An executor that would run it in this thread does not: the work may wait for
   * what this thread does next.
   *
   * @return whether the executor has accepted it
   */
  public boolean offerTo(Executor executor) {
    offering = Optional.of(Thread.currentThread());
    try {
      executor.execute(this::runElsewhere);
      return !wasDeclined;
    } catch (Throwable e) {
      // Rejected, or no thread can be started.
      return false;
    } finally {
      offering = Optional.empty();
    }
  }

  private void runElsewhere() {
    if (offering.equals(Optional.of(Thread.currentThread()))) {
      wasDeclined = true;
    } else {
      run();
    }
  }

  /** Runs the task in this thread, unless another thread has begun to. */
  @Override
  public void run() {
    if (claimed.compareAndSet(false, true)) {
      body.run();
    }
  }

  /** Withdraws a task that no thread has begun to run. */
  void withdraw() {
    if (claimed.compareAndSet(false, true)) {
      body.cancel(false);
    }
  }

  /** The result, or the failure, once a thread has begun to run it. */
  FutureTask<T> result() {
    return body;
  }
}

package org.pumaguard.models.domain.port;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A request to stop, shared by all threads that work on one result. It cannot be revoked. A thread
 * that blocks in a socket ignores interrupts, so it registers an action that ends the wait. Safe
 * for use by many threads.
 */
public final class Cancellation {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Runnable> actions = new ArrayList<>();
  private boolean cancelled;

  /** Whether cancellation was requested. */
  public boolean isCancelled() {
    lock.lock();
    try {
      return cancelled;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Requests cancellation and runs the registered actions in the calling thread, each once. All
   * actions run even if one of them throws; then the first exception is thrown. Calling it again
   * has no effect.
   */
  public void cancel() {
    List<Runnable> toRun;
    lock.lock();
    try {
      cancelled = true;
      toRun = List.copyOf(actions);
      actions.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    Optional<RuntimeException> first = Optional.empty();
    for (Runnable action : toRun) {
      try {
        action.run();
      } catch (RuntimeException e) {
        first = first.isPresent() ? first : Optional.of(e);
      }
    }
    if (first.isPresent()) {
      throw first.get();
    }
  }

  /**
   * Registers an action. It runs in the thread that cancels, or at once in this thread if the work
   * is cancelled already.
   *
   * @return the registration; the caller closes it when the action is no longer needed. An action
   *     may still be running when close returns
   */
  public Registration onCancel(Runnable action) {
    boolean now;
    lock.lock();
    try {
      now = cancelled;
      if (!now) {
        actions.add(action);
      }
    } finally {
      lock.unlock();
    }
    if (now) {
      action.run();
    }
    return () -> forget(action);
  }

  /**
   * Returns if cancellation was not requested.
   *
   * @throws CancellationException if it was
   */
  public void check() {
    if (isCancelled()) {
      throw new CancellationException();
    }
  }

  /**
   * Waits for a duration.
   *
   * @throws CancellationException if the work is cancelled or the thread interrupted; the interrupt
   *     flag stays set
   */
  public void sleep(Duration duration) {
    long left = duration.toNanos();
    lock.lock();
    try {
      while (left > 0 && !cancelled) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    } finally {
      lock.unlock();
    }
    check();
  }

  private void forget(Runnable action) {
    lock.lock();
    try {
      actions.remove(action);
    } finally {
      lock.unlock();
    }
  }

  /** A registered action. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}

package org.pumaguard.models.domain.port;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A wish to stop, told once to all who work on one thing. A thread blocked in a socket can't be
 * interrupted, so whoever blocks registers what ends the wait. Safe for use by many threads.
 */
public final class Cancellation {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Runnable> actions = new ArrayList<>();
  private boolean cancelled;

  /** Whether the work is to stop. */
  public boolean isCancelled() {
    lock.lock();
    try {
      return cancelled;
    } finally {
      lock.unlock();
    }
  }

  /** Tells all who work to stop; runs their registered actions in this thread. */
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
   * Has an action run when the work is cancelled, or at once if it is already.
   *
   * @return forgets the action; to be closed when the work that it would stop is over
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
   * Goes on only while the work is wanted.
   *
   * @throws CancellationException when it is cancelled
   */
  public void check() {
    if (isCancelled()) {
      throw new CancellationException();
    }
  }

  /**
   * Waits.
   *
   * @throws CancellationException when it is cancelled meanwhile
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

  /** An action that waits for a cancellation. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}

package org.pumaguard.models.domain.concurrent;

import java.io.IOException;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * Tasks that work on one result. The first failure of a task cancels the others. Safe for use by
 * many threads; {@link #cancelAndAwait} is called once, after the last submission.
 */
public final class TaskGroup {

  private final ExecutorService executor;
  private final Cancellation cancellation;
  private final Queue<Future<?>> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicReference<Throwable> firstFailure = new AtomicReference<>();

  public TaskGroup(ExecutorService executor, Cancellation cancellation) {
    this.executor = executor;
    this.cancellation = cancellation;
  }

  /** Starts a task with a result; {@link #get} waits for it. */
  public <T> Future<T> submit(Callable<T> work) {
    Future<T> task = submitCancelling(work);
    tasks.add(task);
    return task;
  }

  /** Starts a task without a result; {@link #check} reports its failure. */
  public void start(Callable<?> work) {
    tasks.removeIf(Future::isDone);
    tasks.add(submitCancelling(work));
  }

  private <T> Future<T> submitCancelling(Callable<T> work) {
    return executor.submit(
        () -> {
          try {
            return work.call();
          } catch (CancellationException e) {
            cancellation.cancel();
            throw e;
          } catch (Throwable e) {
            firstFailure.compareAndSet(null, e);
            cancellation.cancel();
            throw e;
          }
        });
  }

  /** Throws the first failure of a task, if one failed; cancellations do not count. */
  public void check() throws IOException {
    Throwable first = firstFailure.get();
    if (first != null) {
      throw unwrapped(first);
    }
  }

  /**
   * Waits for the result of a task. An interruption does not end the wait, since cancelling the
   * task ends it; the interrupt flag is set again on return.
   *
   * @throws IOException the failure of the task; unchecked exceptions are thrown unchanged
   */
  public static <T> T get(Future<T> task) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw failure(e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Cancels all tasks and returns when none of them runs any more. Their failures are ignored. An
   * interruption does not end the wait; the interrupt flag is set again on return.
   */
  public void cancelAndAwait() {
    cancellation.cancel();
    boolean interrupted = false;
    for (Future<?> task = tasks.poll(); task != null; task = tasks.poll()) {
      while (!task.isDone()) {
        try {
          task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          break;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The failure of a task; an unchecked exception is thrown unchanged. */
  public static IOException failure(ExecutionException e) {
    return unwrapped(Objects.requireNonNullElse(e.getCause(), e));
  }

  private static IOException unwrapped(Throwable cause) {
    if (cause instanceof IOException e) {
      return e;
    }
    if (cause instanceof RuntimeException e) {
      throw e;
    }
    if (cause instanceof Error e) {
      throw e;
    }
    throw new IllegalStateException(cause);
  }
}

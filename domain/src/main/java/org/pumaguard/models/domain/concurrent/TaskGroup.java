package org.pumaguard.models.domain.concurrent;

import java.io.IOException;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * Tasks that work on one result. The first failure of a task cancels the others. A task that the
 * executor has not begun runs in the thread that waits for it. Safe for use by many threads; {@link
 * #cancelAndAwait} is called once, after the last submission.
 */
public final class TaskGroup {

  private final Executor executor;
  private final Cancellation cancellation;
  private final Queue<OfferedTask<?>> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicReference<Throwable> firstFailure = new AtomicReference<>();

  public TaskGroup(Executor executor, Cancellation cancellation) {
    this.executor = executor;
    this.cancellation = cancellation;
  }

  /**
   * Starts a task. {@link #get} waits for its result; {@link #check} reports its failure.
   *
   * @return the task, which any thread may run if the executor has not begun it
   */
  public <T> OfferedTask<T> start(Callable<T> work) {
    OfferedTask<T> task = new OfferedTask<>(() -> callCancelling(work));
    tasks.removeIf(earlier -> earlier.result().isDone());
    tasks.add(task);
    task.offerTo(executor);
    return task;
  }

  private <T> T callCancelling(Callable<T> work) throws Exception {
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
  }

  /** Throws the first failure of a task, if one failed; cancellations do not count. */
  public void check() throws IOException {
    Throwable first = firstFailure.get();
    if (first != null) {
      throw unwrapped(first);
    }
  }

  /**
   * The result of a task, which runs in this thread if no other has begun it. An interruption
   * cancels the group, which ends the task; the interrupt flag is set again on return.
   *
   * @throws IOException the failure of the task; unchecked exceptions are thrown unchanged
   */
  public <T> T get(OfferedTask<T> task) throws IOException {
    task.run();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.result().get();
        } catch (InterruptedException e) {
          interrupted = true;
          cancellation.cancel();
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
   * Cancels all tasks and returns when none of them runs any more; those that have not begun never
   * will. Their failures are ignored. An interruption does not end the wait; the interrupt flag is
   * set again on return.
   */
  public void cancelAndAwait() {
    cancellation.cancel();
    boolean interrupted = false;
    for (OfferedTask<?> task = tasks.poll(); task != null; task = tasks.poll()) {
      task.withdraw();
      while (!task.result().isDone()) {
        try {
          task.result().get();
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

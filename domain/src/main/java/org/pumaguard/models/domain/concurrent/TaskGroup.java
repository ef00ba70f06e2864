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

/** Threads that work on one thing: the first failure of one stops them all. */
public final class TaskGroup {

  private final ExecutorService executor;
  private final Cancellation stop;
  private final Queue<Future<?>> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicReference<Throwable> firstFailure = new AtomicReference<>();

  public TaskGroup(ExecutorService executor, Cancellation stop) {
    this.executor = executor;
    this.stop = stop;
  }

  /** Has one of them do something whose result is awaited. */
  public <T> Future<T> submit(Callable<T> work) {
    Future<T> task = begin(work);
    tasks.add(task);
    return task;
  }

  /** Has one of them do something of which only the failure matters. */
  public void start(Callable<?> work) {
    tasks.removeIf(Future::isDone);
    tasks.add(begin(work));
  }

  private <T> Future<T> begin(Callable<T> work) {
    return executor.submit(
        () -> {
          try {
            return work.call();
          } catch (CancellationException e) {
            stop.cancel();
            throw e;
          } catch (Throwable e) {
            firstFailure.compareAndSet(null, e);
            stop.cancel();
            throw e;
          }
        });
  }

  /** Throws what the first of them has thrown, if one has. */
  public void check() throws IOException {
    Throwable first = firstFailure.get();
    if (first != null) {
      throw unwrapped(first);
    }
  }

  /** The result of a task, however long it takes: an interruption comes as a cancellation. */
  public static <T> T get(Future<T> task) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw unwrapped(Objects.requireNonNullElse(e.getCause(), e));
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Stops all, and returns when none works any more. What they throw now comes too late. */
  public void dismiss() {
    stop.cancel();
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

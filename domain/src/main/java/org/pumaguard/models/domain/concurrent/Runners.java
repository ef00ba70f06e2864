package org.pumaguard.models.domain.concurrent;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Interruption;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * Runs the same code, which takes work from a queue until it is empty, in several threads of an
 * executor. If the executor begins none of them in a moment, the code runs in the calling thread.
 * Safe for use by many threads.
 */
public final class Runners {

  private static final long GRACE_MILLIS = 100;

  private final Executor executor;
  private final Cancellation stop;
  private final CallerWatch watch = new CallerWatch();

  /**
   * Runners for one call.
   *
   * @param stop is cancelled if the calling thread is interrupted; the code then ends soon
   */
  public Runners(Executor executor, Cancellation stop) {
    this.executor = executor;
    this.stop = stop;
  }

  /**
   * Runs the code, and waits until all threads that have begun it have ended it. After an
   * interruption this does not wait for them.
   *
   * @throws CacheException {@code INTERRUPTED} if this thread is interrupted, {@code CLOSED} if the
   *     executor is shut down, else what the code throws
   */
  public void run(Runnable code, int threads) {
    if (threads == 0) {
      return;
    }
    CallbackScope.requireNone();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    List<OfferedTask<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      tasks.add(new OfferedTask<>(() -> run(code, begun, ended)));
    }
    try {
      boolean isAccepted = false;
      for (OfferedTask<Void> task : tasks) {
        isAccepted |= task.offerTo(executor);
      }
      if (!isAccepted || !begun.await(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
        runHere(tasks.get(0));
      }
      // One that has ended has left nothing to the others.
      ended.await();
      tasks.forEach(OfferedTask::withdraw);
      List<Throwable> failures = new ArrayList<>();
      for (OfferedTask<Void> task : tasks) {
        failure(task).ifPresent(failures::add);
      }
      if (!failures.isEmpty()) {
        throw summary(failures);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CacheException.interrupted();
    } finally {
      tasks.forEach(OfferedTask::withdraw);
      if (Thread.currentThread().isInterrupted()) {
        stop.cancel();
      }
    }
  }

  private static Void run(Runnable code, CountDownLatch begun, CountDownLatch ended) {
    begun.countDown();
    try {
      code.run();
    } finally {
      ended.countDown();
    }
    return null;
  }

  private void runHere(OfferedTask<Void> task) throws InterruptedException {
    if (isShutDown()) {
      throw CacheException.closed();
    }
    try (CallerWatch.Watched watched = watch.watch(WaitLimit.none(), stop)) {
      task.run();
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** Waits for a task. */
  private static Optional<Throwable> failure(OfferedTask<Void> task) throws InterruptedException {
    try {
      task.result().get();
      return Optional.empty();
    } catch (CancellationException e) {
      // Withdrawn.
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of(Objects.requireNonNullElse(e.getCause(), e));
    }
  }

  /** The first failure that has a cause of its own, not the failure of another thread. */
  private CacheException summary(List<Throwable> failures) {
    Optional<Throwable> own =
        failures.stream().filter(failure -> !Interruption.caused(failure)).findFirst();
    if (own.isPresent()) {
      return CacheException.of(own.get());
    }
    // Not the calling thread was interrupted, but those of the executor.
    Throwable first = failures.get(0);
    return isShutDown() ? CacheException.closed(first) : CacheException.fault(first);
  }

  private boolean isShutDown() {
    return executor instanceof ExecutorService service && service.isShutdown();
  }
}

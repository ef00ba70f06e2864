package org.pumaguard.models.domain.concurrent;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Interruption;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * Work that several callers wait for. One thread at a time runs it: a thread of the executor, or a
 * caller if the executor has not begun after a moment. If the thread that runs it is interrupted or
 * its caller waits no longer, another caller runs the work again.
 */
final class Flight<V> {

  private final Executor executor;
  private final CallerWatch watch;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Optional<Thread> runner = Optional.empty();

  /** Work that was interrupted, and that no thread has begun again. */
  private Optional<SingleFlight.Work<V>> interrupted = Optional.empty();

  private Optional<FlightOutcome<V>> outcome = Optional.empty();
  private Cancellation cancellation = new Cancellation();
  private long claimableNanos;

  /** The number of callers; guarded by the lock of all flights. */
  int callers;

  /**
   * Work that has not begun.
   *
   * @param grace how long a busy executor gets before a caller runs the work
   */
  Flight(Executor executor, Duration grace, CallerWatch watch) {
    this.executor = executor;
    this.watch = watch;
    this.claimableNanos = System.nanoTime() + grace.toNanos();
  }

  /** Lets the executor run the work, or a caller without delay if it does not want to. */
  void offer(SingleFlight.Work<V> work) {
    if (!new OfferedTask<>(() -> runInExecutor(work)).offerTo(executor)) {
      offerToCallers();
    }
  }

  /** Lets a caller run the work without delay. */
  void offerToCallers() {
    lock.lock();
    try {
      claimableNanos = System.nanoTime();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the result, and runs the work meanwhile if no other thread does.
   *
   * @throws CacheException of this caller alone
   */
  V await(SingleFlight.Work<V> work, WaitLimit limit) {
    try (Cancellation.Registration registration = wakeAtEnd(limit)) {
      while (claimOrAwait(limit)) {
        runInCaller(work, limit);
      }
      reportInterrupted();
      return outcome.orElseThrow().get();
    }
  }

  private Cancellation.Registration wakeAtEnd(WaitLimit limit) {
    return limit.isNone() ? () -> {} : limit.cancellation().onCancel(this::wake);
  }

  /** Whether this thread has to run the work; if not, the work is done. */
  private boolean claimOrAwait(WaitLimit limit) {
    lock.lock();
    try {
      while (outcome.isEmpty()) {
        limit.check();
        if (isClaimable() && isShutDown()) {
          outcome = Optional.of(new FlightOutcome.Failed<>(CacheException.closed()));
        } else if (isClaimable()) {
          requireUninterrupted();
          claim();
          return true;
        } else {
          awaitChange(limit);
        }
      }
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CacheException.interrupted();
    } finally {
      lock.unlock();
    }
  }

  private void claim() {
    runner = Optional.of(Thread.currentThread());
    interrupted = Optional.empty();
  }

  private boolean isClaimable() {
    return runner.isEmpty() && claimableNanos - System.nanoTime() <= 0;
  }

  @SuppressWarnings("WaitNotInLoop") // The caller loops.
  private void awaitChange(WaitLimit limit) throws InterruptedException {
    long untilClaimable = runner.isEmpty() ? claimableNanos - System.nanoTime() : Long.MAX_VALUE;
    long left = Math.min(untilClaimable, limit.remainingNanos());
    if (left == Long.MAX_VALUE) {
      changed.await();
    } else {
      changed.awaitNanos(left);
    }
  }

  private static void requireUninterrupted() throws InterruptedException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedException();
    }
  }

  private Void runInExecutor(SingleFlight.Work<V> work) {
    lock.lock();
    try {
      if (runner.isPresent() || outcome.isPresent()) {
        return null;
      }
      claim();
    } finally {
      lock.unlock();
    }
    Cancellation own = cancellation();
    try {
      end(new FlightOutcome.Done<>(work.run(own)));
    } catch (Throwable e) {
      if (Interruption.caused(e) && !own.isCancelled() && !isShutDown()) {
        handOver(work);
      } else {
        fail(work, own, e);
      }
    }
    return null;
  }

  private void runInCaller(SingleFlight.Work<V> work, WaitLimit limit) {
    Cancellation own = cancellation();
    try (CallerWatch.Watched watched = watch.watch(limit, own)) {
      end(new FlightOutcome.Done<>(work.run(own)));
    } catch (Throwable e) {
      if (Thread.currentThread().isInterrupted()) {
        handOver(work);
        throw CacheException.interrupted(e);
      }
      if (limit.isOver()) {
        handOver(work);
        limit.check();
      }
      fail(work, own, e);
    }
  }

  private void fail(SingleFlight.Work<V> work, Cancellation own, Throwable cause) {
    CacheException failure = CacheException.of(cause);
    if (Interruption.caused(cause) && !own.isCancelled()) {
      // Not at the wish of a caller.
      failure = isShutDown() ? CacheException.closed(cause) : CacheException.fault(cause);
    }
    report(work, failureOfAll().orElse(failure));
    end(new FlightOutcome.Failed<>(failure));
  }

  private static <V> void report(SingleFlight.Work<V> work, CacheException failure) {
    try {
      work.failed(failure);
    } catch (Throwable e) {
      failure.addSuppressed(e);
    }
  }

  /** The failure with which the callers' waits were ended. */
  private Optional<CacheException> failureOfAll() {
    lock.lock();
    try {
      return outcome.flatMap(FlightOutcome::failure);
    } finally {
      lock.unlock();
    }
  }

  private Cancellation cancellation() {
    lock.lock();
    try {
      return cancellation;
    } finally {
      lock.unlock();
    }
  }

  private void end(FlightOutcome<V> how) {
    lock.lock();
    try {
      outcome = outcome.or(() -> Optional.of(how));
      runner = Optional.empty();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void handOver(SingleFlight.Work<V> work) {
    lock.lock();
    try {
      interrupted = Optional.of(work);
      runner = Optional.empty();
      cancellation = new Cancellation();
      claimableNanos = System.nanoTime();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    reportInterrupted();
  }

  /** Reports the end of interrupted work that no thread will begin again. */
  private void reportInterrupted() {
    Optional<CacheException> failure;
    Optional<SingleFlight.Work<V>> begun;
    lock.lock();
    try {
      failure = failureOfAll();
      begun = failure.isPresent() ? interrupted : Optional.empty();
      interrupted = failure.isPresent() ? Optional.empty() : interrupted;
    } finally {
      lock.unlock();
    }
    begun.ifPresent(work -> report(work, failure.orElseThrow()));
  }

  /** Ends the work; callers that still wait get this failure. */
  void cancel(CacheException failure) {
    Cancellation running;
    lock.lock();
    try {
      if (outcome.isPresent()) {
        return;
      }
      running = cancellation;
      outcome = Optional.of(new FlightOutcome.Failed<>(failure));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    running.cancel();
    reportInterrupted();
  }

  /** Whether the work runs in this thread. */
  boolean isRunHere() {
    lock.lock();
    try {
      return runner.equals(Optional.of(Thread.currentThread()));
    } finally {
      lock.unlock();
    }
  }

  private boolean isShutDown() {
    return executor instanceof ExecutorService service && service.isShutdown();
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}

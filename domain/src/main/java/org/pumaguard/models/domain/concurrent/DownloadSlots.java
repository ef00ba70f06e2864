package org.pumaguard.models.domain.concurrent;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.pumaguard.models.domain.policy.ConcurrencyLimit;
import org.pumaguard.models.domain.policy.Parallelism;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;

/**
 * Limits the number of concurrent requests; the limit follows the throughput and the failures of
 * the requests. A free slot goes to the waiter of the lowest rank, so models finish in the order of
 * the call and an interruption leaves few partials; but the first few models have a slot each. Safe
 * for use by many threads.
 */
public final class DownloadSlots {

  private static final long SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Lock lock = new ReentrantLock();
  private final List<Waiter> waiters = new ArrayList<>();
  private final SlotShares shares = new SlotShares();
  private final RefusedRequests refused = new RefusedRequests();
  private final Condition ended = lock.newCondition();
  private final ConcurrencyLimit limit;
  private final LongAdder received = new LongAdder();
  private final AtomicLong sampledNanos;
  private int used;
  private long arrivals;

  public DownloadSlots(Parallelism parallelism) {
    long now = System.nanoTime();
    this.limit = new ConcurrencyLimit(parallelism, now);
    this.sampledNanos = new AtomicLong(now);
  }

  /**
   * So many models of a call will ask for slots. The caller takes them back when they need none any
   * more.
   *
   * @param models negative to take them back
   */
  public void expect(int models) {
    adapt(() -> shares.expect(models));
  }

  /**
   * Waits for a slot. The caller releases it.
   *
   * @param rank lower ranks are served first, equal ranks in order of arrival
   * @param model the owner of the slot, compared by identity
   * @throws CancellationException if the work is cancelled or the thread interrupted; the interrupt
   *     flag stays set
   */
  public void acquire(long rank, Object model, Cancellation cancellation) {
    try (Cancellation.Registration registration = cancellation.onCancel(this::signalAll)) {
      awaitSlot(rank, model, cancellation);
    }
  }

  private void awaitSlot(long rank, Object model, Cancellation cancellation) {
    lock.lock();
    Waiter waiter = new Waiter(rank, arrivals++, model, lock.newCondition());
    waiters.add(waiter);
    try {
      while (!isNext(waiter)) {
        cancellation.check();
        waiter.eligible.await();
      }
      used++;
      shares.taken(model);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    } finally {
      waiters.remove(waiter);
      signalNext();
      lock.unlock();
    }
  }

  @SuppressWarnings("ReferenceEquality") // Identity is meant.
  private boolean isNext(Waiter waiter) {
    return next().filter(next -> next == waiter).isPresent();
  }

  /** The waiter that gets a slot; empty if there is none for any of them. */
  private Optional<Waiter> next() {
    int most = limit.limit();
    if (refused.isAnyWaiting()) {
      return Optional.empty();
    }
    return waiters.stream()
        .filter(waiter -> shares.mayTake(waiter.model, most - used, most))
        .min(
            Comparator.comparing((Waiter waiter) -> !shares.isFirstInTurn(waiter.model, most))
                .thenComparing(waiter -> waiter.rank)
                .thenComparing(waiter -> waiter.arrival));
  }

  /**
   * Waits until another request has ended, after a busy server has refused that of the caller, who
   * keeps its slot. Returns at once if no other request runs, and when none has received bytes for
   * ten seconds.
   *
   * @throws CancellationException if the work is cancelled or the thread interrupted; the interrupt
   *     flag stays set
   */
  public void awaitEndOfOther(Cancellation cancellation) {
    try (Cancellation.Registration registration = cancellation.onCancel(this::signalAll)) {
      lock.lock();
      refused.enter();
      try {
        while (refused.mustWait(used) && isReceiving()) {
          cancellation.check();
          ended.await(1, TimeUnit.SECONDS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException();
      } finally {
        refused.leave();
        signalNext();
        lock.unlock();
      }
    }
  }

  /** Acquires a slot if one is free and no thread waits for one; never blocks. */
  public boolean tryAcquire() {
    lock.lock();
    try {
      if (!hasSpare() || !waiters.isEmpty()) {
        return false;
      }
      used++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether a slot is free and no thread waits for one. */
  public boolean isIdle() {
    lock.lock();
    try {
      return hasSpare() && waiters.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Whether a thread waits for a slot. */
  public boolean hasWaiters() {
    lock.lock();
    try {
      return !waiters.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Counts bytes that a request has received, from any thread. */
  public void received(int bytes) {
    received.add(bytes);
    long last = sampledNanos.get();
    long now = System.nanoTime();
    if (now - last >= SAMPLE_NANOS && sampledNanos.compareAndSet(last, now)) {
      adapt(() -> limit.received(received.sum(), isFull(), now));
    }
  }

  /** Whether a request has received bytes in the last ten seconds. */
  private boolean isReceiving() {
    return received.sum() > 0 && System.nanoTime() - sampledNanos.get() < PROGRESS_NANOS;
  }

  /** Reports the failure of a request, from any thread. */
  public void failed(Fetcher.Reason reason) {
    long now = System.nanoTime();
    switch (reason) {
      case BUSY -> adapt(() -> limit.refused(now));
      case TIMED_OUT, BROKEN -> adapt(() -> limit.broke(now));
      // Fewer requests at once would not help.
      case NOT_FOUND,
          FORBIDDEN,
          REFUSED,
          RANGE_REFUSED,
          SERVER_ERROR,
          UNREACHABLE,
          UNTRUSTED,
          DIRECTORY,
          NOT_ALLOWED,
          CLOSED -> {}
    }
  }

  private void adapt(Runnable decision) {
    lock.lock();
    try {
      decision.run();
      signalNext();
    } finally {
      lock.unlock();
    }
  }

  private boolean hasSpare() {
    return !refused.isAnyWaiting() && used + shares.reserved(limit.limit()) < limit.limit();
  }

  private boolean isFull() {
    return used >= limit.limit();
  }

  /** Returns a slot that was taken without a model, from any thread. */
  public void release() {
    adapt(this::end);
  }

  /** Returns a slot of a model, from any thread. */
  public void release(Object model) {
    adapt(
        () -> {
          end();
          shares.returned(model);
        });
  }

  private void end() {
    used--;
    limit.ended();
    refused.ended();
    ended.signal();
  }

  /** Wakes the next waiter only: waking all costs a context switch for each of them. */
  private void signalNext() {
    next().ifPresent(waiter -> waiter.eligible.signal());
  }

  private void signalAll() {
    lock.lock();
    try {
      waiters.forEach(waiter -> waiter.eligible.signal());
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A waiting thread. Compared by identity, since two of them may have the same rank. */
  private static final class Waiter {

    private final long rank;
    private final long arrival;
    private final Object model;
    private final Condition eligible;

    Waiter(long rank, long arrival, Object model, Condition eligible) {
      this.rank = rank;
      this.arrival = arrival;
      this.model = model;
      this.eligible = eligible;
    }
  }
}

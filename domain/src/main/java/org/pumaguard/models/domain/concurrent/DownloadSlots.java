package org.pumaguard.models.domain.concurrent;

import java.util.PriorityQueue;
import java.util.Queue;
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
 * the call and an interruption leaves few partials. Safe for use by many threads.
 */
public final class DownloadSlots {

  private static final long SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Lock lock = new ReentrantLock();
  private final Queue<Waiter> waiters = new PriorityQueue<>();
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
   * Waits for a slot. The caller releases it.
   *
   * @param rank lower ranks are served first, equal ranks in order of arrival
   * @throws CancellationException if the work is cancelled or the thread interrupted; the interrupt
   *     flag stays set
   */
  public void acquire(long rank, Cancellation cancellation) {
    try (Cancellation.Registration registration = cancellation.onCancel(this::signalAll)) {
      awaitSlot(rank, cancellation);
    }
  }

  private void awaitSlot(long rank, Cancellation cancellation) {
    lock.lock();
    Waiter waiter = new Waiter(rank, arrivals++, lock.newCondition());
    waiters.add(waiter);
    try {
      while (isFull() || !waiter.isHeadOf(waiters)) {
        cancellation.check();
        waiter.eligible.await();
      }
      used++;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    } finally {
      waiters.remove(waiter);
      signalHead();
      lock.unlock();
    }
  }

  /** Acquires a slot if one is free and no thread waits for one; never blocks. */
  public boolean tryAcquire() {
    lock.lock();
    try {
      if (isFull() || !waiters.isEmpty()) {
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
      return !isFull() && waiters.isEmpty();
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
  public boolean isReceiving() {
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
      signalHead();
    } finally {
      lock.unlock();
    }
  }

  private boolean isFull() {
    return used >= limit.limit();
  }

  /** Returns a slot, from any thread. */
  public void release() {
    lock.lock();
    try {
      used--;
      signalHead();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes the next waiter only: waking all costs a context switch for each of them. */
  private void signalHead() {
    Waiter head = waiters.peek();
    if (!isFull() && head != null) {
      head.eligible.signal();
    }
  }

  private void signalAll() {
    lock.lock();
    try {
      waiters.forEach(waiter -> waiter.eligible.signal());
    } finally {
      lock.unlock();
    }
  }

  /** A waiting thread. Compared by identity, since two of them may have the same rank. */
  private static final class Waiter implements Comparable<Waiter> {

    private final long rank;
    private final long arrival;
    private final Condition eligible;

    Waiter(long rank, long arrival, Condition eligible) {
      this.rank = rank;
      this.arrival = arrival;
      this.eligible = eligible;
    }

    @SuppressWarnings("ReferenceEquality") // Identity is meant.
    boolean isHeadOf(Queue<Waiter> queue) {
      return queue.peek() == this;
    }

    @Override
    public int compareTo(Waiter other) {
      int byRank = Long.compare(rank, other.rank);
      return byRank != 0 ? byRank : Long.compare(arrival, other.arrival);
    }
  }
}

package org.pumaguard.models.domain.concurrent;

import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * Limits the number of concurrent requests. A free slot goes to the waiter of the lowest rank, so
 * models finish in the order of the call and an interruption leaves few partials. Safe for use by
 * many threads.
 */
public final class DownloadSlots {

  private final Lock lock = new ReentrantLock();
  private final Queue<Waiter> waiters = new PriorityQueue<>();
  private final int count;
  private int free;
  private long arrivals;

  public DownloadSlots(int slots) {
    this.count = slots;
    this.free = slots;
  }

  /** The number of slots, free or not. */
  public int count() {
    return count;
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
      while (free == 0 || !waiter.isHeadOf(waiters)) {
        cancellation.check();
        waiter.eligible.await();
      }
      free--;
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
      if (free == 0 || !waiters.isEmpty()) {
        return false;
      }
      free--;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether a slot is free and no thread waits for one. */
  public boolean isIdle() {
    lock.lock();
    try {
      return free > 0 && waiters.isEmpty();
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

  /** Returns a slot, from any thread. */
  public void release() {
    lock.lock();
    try {
      free++;
      signalHead();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes the next waiter only: waking all costs a context switch for each of them. */
  private void signalHead() {
    Waiter head = waiters.peek();
    if (free > 0 && head != null) {
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

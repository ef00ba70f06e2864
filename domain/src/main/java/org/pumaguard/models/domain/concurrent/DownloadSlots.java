package org.pumaguard.models.domain.concurrent;

import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * How many fetches go on at once. Free slots go to what was asked for first, so that the first
 * model is finished first and an interruption leaves few unfinished ones. Safe for use by many
 * threads.
 */
public final class DownloadSlots {

  private final Lock lock = new ReentrantLock();
  private final Queue<Waiter> waiting = new PriorityQueue<>();
  private int free;
  private long arrivals;

  public DownloadSlots(int slots) {
    this.free = slots;
  }

  /**
   * Waits for a slot.
   *
   * @param rank lower ones come first, equal ones in the order of their arrival
   * @throws CancellationException when the work is cancelled meanwhile
   */
  public void acquire(long rank, Cancellation cancellation) {
    try (Cancellation.Registration registration = cancellation.onCancel(this::wakeAll)) {
      awaitTurn(rank, cancellation);
    }
  }

  private void awaitTurn(long rank, Cancellation cancellation) {
    lock.lock();
    Waiter me = new Waiter(rank, arrivals++, lock.newCondition());
    waiting.add(me);
    try {
      while (free == 0 || !me.isNextOf(waiting)) {
        cancellation.check();
        me.turn.await();
      }
      free--;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    } finally {
      waiting.remove(me);
      wakeNext();
      lock.unlock();
    }
  }

  /** Takes a slot that nobody else wants now. */
  public boolean tryAcquire() {
    lock.lock();
    try {
      if (free == 0 || !waiting.isEmpty()) {
        return false;
      }
      free--;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether somebody waits for a slot. */
  public boolean isWanted() {
    lock.lock();
    try {
      return !waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  public void release() {
    lock.lock();
    try {
      free++;
      wakeNext();
    } finally {
      lock.unlock();
    }
  }

  /** Only whose turn it is: with many that wait, each of them would have to see that it is not. */
  private void wakeNext() {
    Waiter next = waiting.peek();
    if (free > 0 && next != null) {
      next.turn.signal();
    }
  }

  private void wakeAll() {
    lock.lock();
    try {
      waiting.forEach(waiter -> waiter.turn.signal());
    } finally {
      lock.unlock();
    }
  }

  /** Each is another one, whatever its rank. */
  private static final class Waiter implements Comparable<Waiter> {

    private final long rank;
    private final long arrival;
    private final Condition turn;

    Waiter(long rank, long arrival, Condition turn) {
      this.rank = rank;
      this.arrival = arrival;
      this.turn = turn;
    }

    @SuppressWarnings("ReferenceEquality") // It is the very one.
    boolean isNextOf(Queue<Waiter> queue) {
      return queue.peek() == this;
    }

    @Override
    public int compareTo(Waiter other) {
      int byRank = Long.compare(rank, other.rank);
      return byRank != 0 ? byRank : Long.compare(arrival, other.arrival);
    }
  }
}

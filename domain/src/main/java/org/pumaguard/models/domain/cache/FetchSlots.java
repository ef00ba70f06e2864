package org.pumaguard.models.domain.cache;

import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * How many fetches go on at once. Free slots go to what was asked for first, so that the first
 * model is finished first and an interruption leaves few unfinished ones. Safe for use by many
 * threads.
 */
@SuppressWarnings("try") // What is held in a try statement is there to be closed, not to be used.
final class FetchSlots {

  private final Queue<Waiter> waiting = new PriorityQueue<>();
  private int free;
  private long arrivals;

  FetchSlots(int slots) {
    this.free = slots;
  }

  /**
   * Waits for a slot.
   *
   * @param rank lower ones come first, equal ones in the order of their arrival
   * @throws CancellationException when the work is cancelled meanwhile
   */
  void acquire(long rank, Cancellation cancellation) {
    try (Cancellation.Registration registration = cancellation.onCancel(this::wake)) {
      awaitTurn(rank, cancellation);
    }
  }

  private synchronized void awaitTurn(long rank, Cancellation cancellation) {
    Waiter me = new Waiter(rank, arrivals++);
    waiting.add(me);
    try {
      while (free == 0 || !me.isNextOf(waiting)) {
        cancellation.check();
        wait();
      }
      free--;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    } finally {
      waiting.remove(me);
      notifyAll();
    }
  }

  /** Takes a slot that nobody else wants now. */
  synchronized boolean tryAcquire() {
    if (free == 0 || !waiting.isEmpty()) {
      return false;
    }
    free--;
    return true;
  }

  /** Whether somebody waits for a slot. */
  synchronized boolean isWanted() {
    return !waiting.isEmpty();
  }

  synchronized void release() {
    free++;
    notifyAll();
  }

  private synchronized void wake() {
    notifyAll();
  }

  /** Each is another one, whatever its rank. */
  private static final class Waiter implements Comparable<Waiter> {

    private final long rank;
    private final long arrival;

    Waiter(long rank, long arrival) {
      this.rank = rank;
      this.arrival = arrival;
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

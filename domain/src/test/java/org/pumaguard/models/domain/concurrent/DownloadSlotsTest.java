package org.pumaguard.models.domain.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pumaguard.models.domain.policy.Parallelism;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.Cancellation;

@Timeout(60)
class DownloadSlotsTest {

  private final Cancellation cancellation = new Cancellation();

  @Test
  void givesEachSlotToOneThreadAtATime() throws InterruptedException {
    int slots = 3;
    DownloadSlots downloadSlots = new DownloadSlots(Parallelism.exactly(slots));
    CyclicBarrier together = new CyclicBarrier(slots);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Caller<Boolean>> callers = new ArrayList<>();
    for (int i = 0; i < 4 * slots; i++) {
      int rank = i;
      callers.add(
          Caller.running(
              () -> {
                downloadSlots.acquire(rank, cancellation);
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                together.await(10, TimeUnit.SECONDS);
                inside.decrementAndGet();
                downloadSlots.release();
              }));
    }

    for (Caller<Boolean> caller : callers) {
      assertTrue(caller.result());
    }

    assertEquals(slots, most.get());
  }

  @Test
  void givesAFreeSlotToTheLowestRank() throws InterruptedException {
    assertEquals(List.of(1, 2, 3), orderOf(3, 1, 2));
  }

  @Test
  void givesAFreeSlotToTheFirstOfEqualRank() throws InterruptedException {
    DownloadSlots slots = full();
    BlockingQueue<String> order = new LinkedBlockingQueue<>();
    waiter(slots, 5, cancellation, () -> order.add("first"));
    waiter(slots, 5, cancellation, () -> order.add("second"));

    slots.release();

    assertEquals("first", order.poll(10, TimeUnit.SECONDS));
    assertEquals("second", order.poll(10, TimeUnit.SECONDS));
  }

  @Test
  void wakesAWaiterThatIsCancelled() throws InterruptedException {
    Caller<Boolean> waiter = waiter(full(), 1, cancellation, () -> {});

    cancellation.cancel();

    assertInstanceOf(CancellationException.class, waiter.failure());
  }

  @Test
  void doesNotWaitWhenItIsCancelledAlready() {
    DownloadSlots slots = full();
    cancellation.cancel();

    assertThrows(CancellationException.class, () -> slots.acquire(1, cancellation));
  }

  @Test
  void skipsAWaiterThatWasCancelled() throws InterruptedException {
    DownloadSlots slots = full();
    Caller<Boolean> leaves = waiter(slots, 1, cancellation, () -> {});
    Caller<Boolean> stays = waiter(slots, 2, new Cancellation(), () -> {});

    cancellation.cancel();
    leaves.failure();
    slots.release();

    assertTrue(stays.result());
  }

  @Test
  void treatsAnInterruptAsCancellationAndKeepsIt() throws InterruptedException {
    DownloadSlots slots = full();
    Caller<Boolean> waiter =
        Caller.of(
                () -> {
                  assertThrows(CancellationException.class, () -> slots.acquire(1, cancellation));
                  return Thread.currentThread().isInterrupted();
                })
            .blocked();

    waiter.interrupt();

    assertTrue(waiter.result());
  }

  /** The order in which these ranks, requested one after the other, get the only slot. */
  private List<Integer> orderOf(int... ranks) throws InterruptedException {
    DownloadSlots slots = full();
    BlockingQueue<Integer> order = new LinkedBlockingQueue<>();
    for (int rank : ranks) {
      waiter(slots, rank, cancellation, () -> order.add(rank));
    }
    slots.release();
    List<Integer> taken = new ArrayList<>();
    for (int i = 0; i < ranks.length; i++) {
      taken.add(order.poll(10, TimeUnit.SECONDS));
    }
    return taken;
  }

  /** One slot, which is in use. */
  private static DownloadSlots full() {
    DownloadSlots slots = new DownloadSlots(Parallelism.exactly(1));
    slots.acquire(0, new Cancellation());
    return slots;
  }

  private static Caller<Boolean> waiter(
      DownloadSlots slots, long rank, Cancellation cancellation, Runnable whenIn) {
    return Caller.running(
            () -> {
              slots.acquire(rank, cancellation);
              whenIn.run();
              slots.release();
            })
        .blocked();
  }
}

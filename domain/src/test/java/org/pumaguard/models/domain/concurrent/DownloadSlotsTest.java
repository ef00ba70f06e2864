package org.pumaguard.models.domain.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

  private static final Object MODEL = "model";

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
                downloadSlots.acquire(rank, MODEL, cancellation);
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                together.await(10, TimeUnit.SECONDS);
                inside.decrementAndGet();
                downloadSlots.release(MODEL);
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

    slots.release(MODEL);

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

    assertThrows(CancellationException.class, () -> slots.acquire(1, MODEL, cancellation));
  }

  @Test
  void skipsAWaiterThatWasCancelled() throws InterruptedException {
    DownloadSlots slots = full();
    Caller<Boolean> leaves = waiter(slots, 1, cancellation, () -> {});
    Caller<Boolean> stays = waiter(slots, 2, new Cancellation(), () -> {});

    cancellation.cancel();
    leaves.failure();
    slots.release(MODEL);

    assertTrue(stays.result());
  }

  @Test
  void treatsAnInterruptAsCancellationAndKeepsIt() throws InterruptedException {
    DownloadSlots slots = full();
    Caller<Boolean> waiter =
        Caller.of(
                () -> {
                  assertThrows(
                      CancellationException.class, () -> slots.acquire(1, MODEL, cancellation));
                  return Thread.currentThread().isInterrupted();
                })
            .blocked();

    waiter.interrupt();

    assertTrue(waiter.result());
  }

  @Test
  void keepsSlotsForOtherModelsOfTheCall() throws InterruptedException {
    DownloadSlots slots = new DownloadSlots(Parallelism.exactly(8));
    slots.expect(3);
    List<Object> models = List.of("first", "second", "third");
    for (int i = 0; i < 6; i++) {
      slots.acquire(0, models.get(0), cancellation);
    }
    Caller<Boolean> seventh = waiter(slots, 0, models.get(0), cancellation, () -> {});
    assertFalse(slots.tryAcquire(), "two slots are reserved");

    slots.acquire(1, models.get(1), cancellation);
    slots.acquire(2, models.get(2), cancellation);
    slots.release(models.get(2));
    slots.expect(-1);

    assertTrue(seventh.result());
  }

  @Test
  void aModelWithoutASlotIsServedBeforeLowerRanks() throws InterruptedException {
    DownloadSlots slots = new DownloadSlots(Parallelism.exactly(4));
    for (int i = 0; i < 4; i++) {
      slots.acquire(0, MODEL, cancellation);
    }
    BlockingQueue<String> order = new LinkedBlockingQueue<>();
    Caller<Boolean> more = waiter(slots, 0, MODEL, cancellation, () -> order.add("more"));
    Caller<Boolean> other = waiter(slots, 9, "other", cancellation, () -> order.add("other"));
    slots.release(MODEL);

    assertTrue(other.result());
    assertTrue(more.result());
    assertEquals(List.of("other", "more"), List.copyOf(order));
  }

  /** The order in which these ranks, requested one after the other, get the only slot. */
  private List<Integer> orderOf(int... ranks) throws InterruptedException {
    DownloadSlots slots = full();
    BlockingQueue<Integer> order = new LinkedBlockingQueue<>();
    for (int rank : ranks) {
      waiter(slots, rank, cancellation, () -> order.add(rank));
    }
    slots.release(MODEL);
    List<Integer> taken = new ArrayList<>();
    for (int i = 0; i < ranks.length; i++) {
      taken.add(order.poll(10, TimeUnit.SECONDS));
    }
    return taken;
  }

  /** One slot, which is in use. */
  private static DownloadSlots full() {
    DownloadSlots slots = new DownloadSlots(Parallelism.exactly(1));
    slots.acquire(0, MODEL, new Cancellation());
    return slots;
  }

  private static Caller<Boolean> waiter(
      DownloadSlots slots, long rank, Cancellation cancellation, Runnable whenIn) {
    return waiter(slots, rank, MODEL, cancellation, whenIn);
  }

  private static Caller<Boolean> waiter(
      DownloadSlots slots, long rank, Object model, Cancellation cancellation, Runnable whenIn) {
    return Caller.running(
            () -> {
              slots.acquire(rank, model, cancellation);
              whenIn.run();
              slots.release(model);
            })
        .blocked();
  }
}

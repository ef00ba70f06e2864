package org.pumaguard.models.domain.fetch.partial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.Cancellation;

/** A fragment of 100 bytes that one request fetches. */
@Timeout(60)
class RangeAllocatorWaitTest {

  private final RangeAllocator ranges = new RangeAllocator(1000);
  private final Cancellation cancellation = new Cancellation();

  @Test
  void waitsForBytesAfterAnOffset() throws InterruptedException {
    AllocatedRange range = claimAll();
    write(range, 10);
    Caller<Boolean> waiting =
        Caller.running(() -> ranges.awaitBytes(10, 1, cancellation)).blocked();

    write(range, 1);

    assertTrue(waiting.result());
  }

  @Test
  void waitsForAsManyBytesAsAreWanted() throws InterruptedException {
    AllocatedRange range = claimAll();
    Caller<Long> waiting =
        Caller.of(
                () -> {
                  ranges.awaitBytes(10, 20, cancellation);
                  return ranges.present();
                })
            .blocked();

    write(range, 29);
    waiting.blocked();
    write(range, 1);

    assertEquals(30, waiting.result());
  }

  @Test
  void theEndOfTheFragmentEndsTheWaitForMoreBytes() throws InterruptedException {
    AllocatedRange range = claimAll();
    Caller<Boolean> waiting =
        Caller.running(() -> ranges.awaitBytes(90, 20, cancellation)).blocked();

    write(range, 100);

    assertTrue(waiting.result());
  }

  @Test
  void doesNotWaitForBytesThatArePresent() {
    write(claimAll(), 10);

    ranges.awaitBytes(0, 1, cancellation);

    assertEquals(10, ranges.present());
  }

  @Test
  void doesNotWaitForBytesOfACompleteFragment() {
    write(claimAll(), 100);

    ranges.awaitBytes(100, 1, cancellation);

    assertTrue(ranges.isComplete());
  }

  @Test
  void aLengthThatCompletesTheFragmentEndsTheWait() throws InterruptedException {
    write(ranges.claim().orElseThrow(), 10);
    Caller<Boolean> waiting =
        Caller.running(() -> ranges.awaitBytes(10, 1, cancellation)).blocked();

    ranges.total(10);

    assertTrue(waiting.result());
  }

  @Test
  void aCancellationEndsTheWaitForBytes() throws InterruptedException {
    claimAll();
    Caller<Boolean> waiting = Caller.running(() -> ranges.awaitBytes(0, 1, cancellation)).blocked();

    cancellation.cancel();

    assertInstanceOf(CancellationException.class, waiting.failure());
  }

  @Test
  void anInterruptEndsEachWaitAndIsKept() throws InterruptedException {
    claimAll();
    for (Caller.Action wait :
        List.<Caller.Action>of(
            () -> ranges.awaitBytes(0, 1, cancellation),
            () -> ranges.awaitChange(0, cancellation))) {
      Caller<Boolean> waiting =
          Caller.of(
                  () -> {
                    assertThrows(CancellationException.class, wait::run);
                    return Thread.currentThread().isInterrupted();
                  })
              .blocked();

      waiting.interrupt();

      assertTrue(waiting.result());
    }
  }

  @Test
  void aGapEndsTheWaitForAChange() {
    ranges.total(100);
    ranges.add(new ByteRange(50, 50));

    ranges.awaitChange(0, cancellation);

    assertEquals(50, ranges.present());
  }

  @Test
  void mergesAdjacentRangesAfterAGap() {
    ranges.add(new ByteRange(20, 5));
    ranges.add(new ByteRange(25, 5));
    claimAll();

    assertEquals(List.of(new ByteRange(20, 10)), ranges.ranges());
  }

  private AllocatedRange claimAll() {
    ranges.total(100);
    return ranges.claim().orElseThrow();
  }

  private void write(AllocatedRange range, int bytes) {
    assertEquals(bytes, ranges.reserve(range, bytes));
    ranges.wrote(range, bytes);
  }
}

package org.pumaguard.models.domain.fetch.partial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.Cancellation;

class RangeAllocatorTest {

  private static final long MOST = 1000;

  private final RangeAllocator stretches = new RangeAllocator(MOST);

  @Test
  void whoComesFirstTakesAll() {
    stretches.total(100);

    assertEquals("0-100", text(stretches.claim()));
    assertEquals("none", text(stretches.claim()));
  }

  @Test
  void withoutALengthOneTakesAllThatMayCome() {
    AllocatedRange all = stretches.claim().orElseThrow();
    assertEquals(MOST, all.limit());

    stretches.total(100);

    assertEquals(100, all.limit());
    assertEquals(OptionalLong.of(100), stretches.total());
  }

  @Test
  void whatIsThereIsNotTakenAgain() {
    stretches.total(100);
    stretches.add(range(0, 30));
    stretches.add(range(50, 60));

    assertEquals("30-50", text(stretches.claim()));
    assertEquals("60-100", text(stretches.claim()));
    assertEquals("none", text(stretches.claim()));
  }

  @Test
  void whatIsKnownTwiceCountsOnce() {
    stretches.add(range(0, 30));
    stretches.add(range(0, 50));
    stretches.add(range(20, 40));

    assertEquals(50, stretches.present());
    assertEquals(List.of(range(0, 50)), stretches.ranges());
  }

  @Test
  void whatWasTakenButDidNotComeIsFreeAgain() {
    stretches.total(100);
    AllocatedRange all = stretches.claim().orElseThrow();
    bring(all, 40);
    stretches.release(all);

    assertEquals("40-100", text(stretches.claim()));
    assertEquals(List.of(range(0, 40)), stretches.ranges());
  }

  @Test
  void whatWasTakenAndOfWhichNothingCameIsFreeAgain() {
    stretches.total(100);
    stretches.release(stretches.claim().orElseThrow());

    assertEquals("0-100", text(stretches.claim()));
  }

  @Test
  void whoTakesPartsLeavesTheRestToOthers() {
    stretches.total(100);
    stretches.divide(30);

    assertEquals("0-30", text(stretches.claim()));
    assertEquals("30-60", text(stretches.claim()));
    assertEquals("60-90", text(stretches.claim()));
    assertEquals("90-100", text(stretches.claim()));
    assertEquals("none", text(stretches.claim()));
  }

  @Test
  void whoBringsAllStopsAfterAPartOnceItIsDivided() {
    stretches.total(100);
    AllocatedRange all = stretches.claim().orElseThrow();
    bring(all, 10);

    stretches.divide(20);

    assertEquals("30-50", text(stretches.claim()));
    assertEquals(20, stretches.reserve(all, 25));
    stretches.wrote(all, 20);
    assertEquals(0, stretches.reserve(all, 5));
  }

  @Test
  void whileItIsNotDividedStepsGrow() {
    stretches.total(100);
    stretches.add(range(4, 20));
    stretches.grow(10);

    assertEquals("0-4", text(stretches.claim()), "a gap that is shorter is no step");
    assertEquals("20-30", text(stretches.claim()));
    assertEquals("30-50", text(stretches.claim()));
    assertEquals("50-90", text(stretches.claim()));
    assertEquals("90-100", text(stretches.claim()));
  }

  @Test
  void dividedPartsAreTakenWhateverTheNextStepWouldBe() {
    stretches.total(100);
    stretches.grow(10);
    stretches.claim();
    stretches.divide(15);

    assertEquals("10-25", text(stretches.claimPart()));
    assertEquals("25-40", text(stretches.claim()));
  }

  @Test
  void afterAllThatIsForgottenOneTakesAllAgain() {
    stretches.grow(10);
    stretches.clear();
    stretches.total(100);

    assertEquals("0-100", text(stretches.claim()));
  }

  @Test
  void unitedAgainOneTakesAllThatIsMissing() {
    stretches.total(100);
    stretches.divide(10);
    stretches.unite();

    assertEquals("0-100", text(stretches.claim()));
  }

  @Test
  void aMergedFetchContinuesWithTheCutRange() {
    stretches.total(100);
    AllocatedRange all = stretches.claim().orElseThrow();
    bring(all, 10);
    stretches.divide(20);
    AllocatedRange part = stretches.claimPart().orElseThrow();
    AllocatedRange last = stretches.claimPart().orElseThrow();
    bring(last, 5);

    stretches.unite();
    assertEquals(30, all.limit(), "the part may still come");
    stretches.release(part);
    assertEquals(50, all.limit());
    stretches.release(last);

    bring(all, 40);
    assertEquals(0, stretches.reserve(all, 1), "the rest of the last part has to be asked for");
    assertEquals("55-100", text(stretches.claim()));
  }

  @Test
  void unitedAgainWhoHasAskedForLessGetsNoMore() {
    stretches.total(100);
    stretches.divide(20);
    AllocatedRange part = stretches.claim().orElseThrow();

    stretches.unite();

    assertEquals(20, part.limit());
  }

  @Test
  void reachesAsFarAsThereIsNoGap() {
    stretches.total(100);
    stretches.add(range(0, 20));
    stretches.add(range(20, 30));
    stretches.add(range(40, 50));

    assertEquals(30, stretches.reach(0));
    assertEquals(30, stretches.reach(25));
    assertEquals(35, stretches.reach(35));
    assertEquals(List.of(range(0, 30), range(40, 50)), stretches.ranges());
    assertFalse(stretches.isComplete());
  }

  @Test
  void isCompleteWhenNothingIsMissing() {
    stretches.total(100);
    AllocatedRange all = stretches.claim().orElseThrow();
    bring(all, 100);

    assertTrue(stretches.isComplete());
  }

  @Test
  void anEmptyFragmentIsCompleteAtOnce() {
    stretches.total(0);

    assertTrue(stretches.isComplete());
    assertEquals("none", text(stretches.claim()));
  }

  @Test
  void bytesThatAreReservedButNotWrittenAreNotThere() {
    stretches.total(100);
    AllocatedRange all = stretches.claim().orElseThrow();
    assertEquals(50, stretches.reserve(all, 50));

    assertEquals(0, stretches.present());
    stretches.release(all);
    assertEquals("0-100", text(stretches.claim()));
  }

  @Test
  void whoBringsSomethingIsNotWantedAfterAllWasForgotten() {
    stretches.total(100);
    AllocatedRange old = stretches.claim().orElseThrow();
    bring(old, 10);

    stretches.clear();

    assertEquals(-1, stretches.reserve(old, 10));
    assertEquals(0, stretches.present());
    assertEquals(OptionalLong.empty(), stretches.total());
  }

  @Test
  void forgetsOnlyWhenTheLastWriteHasEnded() throws InterruptedException {
    stretches.total(100);
    AllocatedRange all = stretches.claim().orElseThrow();
    assertEquals(10, stretches.reserve(all, 10));

    Caller<Boolean> forgetting = Caller.running(stretches::clear).blocked();
    assertEquals(0, stretches.reserve(all, 10), "nothing more is written");
    stretches.wrote(all, 10);

    assertTrue(forgetting.result());
    assertEquals(0, stretches.present());
  }

  @Test
  void forgetsAlsoWhenTheLastWriteHasFailed() throws InterruptedException {
    stretches.total(100);
    AllocatedRange all = stretches.claim().orElseThrow();
    assertEquals(10, stretches.reserve(all, 10));

    Caller<Boolean> forgetting = Caller.running(stretches::clear).blocked();
    stretches.release(all);

    assertTrue(forgetting.result());
  }

  @Test
  void partsAreTakenOnlyOfWhatIsDivided() {
    stretches.total(100);
    assertEquals("none", text(stretches.claimPart()));

    stretches.divide(30);

    assertEquals("0-30", text(stretches.claimPart()));
  }

  @Test
  void whoWaitsIsWokenByBytesThatGoOnFromWhereItIs() throws InterruptedException {
    stretches.total(100);
    stretches.divide(50);
    AllocatedRange first = stretches.claim().orElseThrow();
    AllocatedRange second = stretches.claim().orElseThrow();
    bring(second, 50);

    Caller<Boolean> waiting = waiting(new Cancellation()).blocked();
    bring(first, 1);

    assertTrue(waiting.result());
  }

  @Test
  void whoWaitsIsWokenByWhatIsFreeAgain() throws InterruptedException {
    stretches.total(100);
    AllocatedRange all = stretches.claim().orElseThrow();

    Caller<Boolean> waiting = waiting(new Cancellation()).blocked();
    stretches.release(all);

    assertTrue(waiting.result());
  }

  @Test
  void whoWaitsIsWokenByACancellation() throws InterruptedException {
    stretches.total(100);
    assertTrue(stretches.claim().isPresent());
    Cancellation cancellation = new Cancellation();

    Caller<Boolean> waiting = waiting(cancellation).blocked();
    cancellation.cancel();

    assertInstanceOf(CancellationException.class, waiting.failure());
  }

  private Caller<Boolean> waiting(Cancellation cancellation) {
    return Caller.running(() -> stretches.awaitChange(0, cancellation));
  }

  private void bring(AllocatedRange stretch, int bytes) {
    assertEquals(bytes, stretches.reserve(stretch, bytes));
    stretches.wrote(stretch, bytes);
  }

  private static ByteRange range(long from, long to) {
    return new ByteRange(from, to - from);
  }

  private static String text(Optional<AllocatedRange> stretch) {
    return stretch.map(claimed -> claimed.from() + "-" + claimed.limit()).orElse("none");
  }
}

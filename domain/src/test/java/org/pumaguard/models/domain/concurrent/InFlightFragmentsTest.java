package org.pumaguard.models.domain.concurrent;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.Cancellation;

class InFlightFragmentsTest {

  private static final Sha256 PIECE = Sha256.ofUtf8("fragment");

  private final InFlightFragments onTheWay = new InFlightFragments();

  @Test
  void aFragmentThatNobodyFetchesIsAwaitedByNobody() {
    assertFalse(onTheWay.comesBefore(1, PIECE));
  }

  @Test
  void laterModelsWaitForAnEarlierOneUntilItIsDone() throws InterruptedException {
    InFlightFragments.Claim claim = onTheWay.claim(0, List.of(PIECE));
    assertTrue(onTheWay.comesBefore(1, PIECE));

    Caller<Boolean> later = awaiting(1, new Cancellation()).blocked();
    claim.close();

    assertTrue(later.result());
    assertFalse(onTheWay.comesBefore(1, PIECE));
  }

  @Test
  void waitsOnEarlierModelsOnly() {
    onTheWay.claim(1, List.of(PIECE));

    assertFalse(onTheWay.comesBefore(0, PIECE));
    assertFalse(onTheWay.comesBefore(1, PIECE));
  }

  @Test
  void waitsForTheEarliestFetch() {
    onTheWay.claim(0, List.of(PIECE, PIECE));
    onTheWay.claim(1, List.of(PIECE)).close();

    assertTrue(onTheWay.comesBefore(2, PIECE));
  }

  @Test
  void whenTheFirstIsDoneWithoutItTheNextOneIsAwaited() {
    InFlightFragments.Claim first = onTheWay.claim(0, List.of(PIECE));
    onTheWay.claim(1, List.of(PIECE));
    first.close();

    assertFalse(onTheWay.comesBefore(1, PIECE));
    assertTrue(onTheWay.comesBefore(2, PIECE));
  }

  @Test
  void anEarlierModelThatCameLaterIsAwaited() {
    onTheWay.claim(5, List.of(PIECE));
    onTheWay.claim(1, List.of(PIECE));

    assertTrue(onTheWay.comesBefore(2, PIECE));
  }

  @Test
  void aClaimThatIsClosedTwiceTakesNobodyElsesAway() {
    InFlightFragments.Claim claim = onTheWay.claim(0, List.of(PIECE));
    onTheWay.claim(0, List.of(PIECE));

    claim.close();
    claim.close();

    assertTrue(onTheWay.comesBefore(1, PIECE));
  }

  @Test
  void aCancellationEndsTheWait() throws InterruptedException {
    onTheWay.claim(0, List.of(PIECE));
    Cancellation cancellation = new Cancellation();

    Caller<Boolean> later = awaiting(1, cancellation).blocked();
    cancellation.cancel();

    assertInstanceOf(CancellationException.class, later.failure());
  }

  private Caller<Boolean> awaiting(long rank, Cancellation cancellation) {
    return Caller.running(() -> onTheWay.await(rank, PIECE, cancellation));
  }
}

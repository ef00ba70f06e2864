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

  private static final Sha256 FRAGMENT = Sha256.ofUtf8("fragment");

  private final InFlightFragments fragments = new InFlightFragments();

  @Test
  void aFragmentThatIsNotClaimedIsNotAwaited() {
    assertFalse(fragments.isClaimedBefore(1, FRAGMENT));
  }

  @Test
  void laterModelsWaitForAnEarlierOneUntilItIsDone() throws InterruptedException {
    InFlightFragments.Claim claim = fragments.claim(0, List.of(FRAGMENT));
    assertTrue(fragments.isClaimedBefore(1, FRAGMENT));

    Caller<Boolean> later = awaiting(1, new Cancellation()).blocked();
    claim.close();

    assertTrue(later.result());
    assertFalse(fragments.isClaimedBefore(1, FRAGMENT));
  }

  @Test
  void waitsOnEarlierModelsOnly() {
    fragments.claim(1, List.of(FRAGMENT));

    assertFalse(fragments.isClaimedBefore(0, FRAGMENT));
    assertFalse(fragments.isClaimedBefore(1, FRAGMENT));
  }

  @Test
  void waitsForTheEarliestFetch() {
    fragments.claim(0, List.of(FRAGMENT, FRAGMENT));
    fragments.claim(1, List.of(FRAGMENT)).close();

    assertTrue(fragments.isClaimedBefore(2, FRAGMENT));
  }

  @Test
  void theNextClaimIsAwaitedAfterTheFirstIsGivenUp() {
    InFlightFragments.Claim first = fragments.claim(0, List.of(FRAGMENT));
    fragments.claim(1, List.of(FRAGMENT));
    first.close();

    assertFalse(fragments.isClaimedBefore(1, FRAGMENT));
    assertTrue(fragments.isClaimedBefore(2, FRAGMENT));
  }

  @Test
  void aLowerRankThatClaimsLaterIsAwaited() {
    fragments.claim(5, List.of(FRAGMENT));
    fragments.claim(1, List.of(FRAGMENT));

    assertTrue(fragments.isClaimedBefore(2, FRAGMENT));
  }

  @Test
  void closingAClaimTwiceReleasesItOnce() {
    InFlightFragments.Claim claim = fragments.claim(0, List.of(FRAGMENT));
    fragments.claim(0, List.of(FRAGMENT));

    claim.close();
    claim.close();

    assertTrue(fragments.isClaimedBefore(1, FRAGMENT));
  }

  @Test
  void aCancellationEndsTheWait() throws InterruptedException {
    fragments.claim(0, List.of(FRAGMENT));
    Cancellation cancellation = new Cancellation();

    Caller<Boolean> later = awaiting(1, cancellation).blocked();
    cancellation.cancel();

    assertInstanceOf(CancellationException.class, later.failure());
  }

  private Caller<Boolean> awaiting(long rank, Cancellation cancellation) {
    return Caller.running(() -> fragments.await(rank, FRAGMENT, cancellation));
  }
}

package org.pumaguard.models.domain.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {

  private static final long SECOND = 1_000_000_000L;
  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;

  /** Where time begins must not matter: nanoTime may be anything. */
  private long now = Long.MAX_VALUE - 5;

  @ParameterizedTest(name = "{1} bytes at {0} a second take {2} ms")
  @CsvSource({
    "1, 3, 3000",
    "100, 250, 2500",
    "1000, 1000, 1000",
    "1048576, 8388608, 8000",
    "1048576, 16384, 15",
    "104857600, 209715200, 2000",
    "9223372036854775807, 209715200, 0"
  })
  void keepsTheRate(long rate, int bytes, long millis) {
    long begin = now;
    pass(limitedTo(rate), bytes);
    assertEquals((double) millis, (now - begin) / 1e6, 3 + millis / 1000.0);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1000, 100 * KIB, 10 * MIB, 1L << 40})
  void portionsAreSmall(long rate) {
    int portion = limitedTo(rate).claim(MIB, now).bytes();
    assertTrue(portion >= 1 && portion <= 16 * KIB, "no portion of " + portion);
    assertTrue(portion == 1 || portion <= rate / 50, "no portion of " + portion);
  }

  @Test
  void aPauseIsNotFollowedByABurst() {
    TokenBucket allowance = limitedTo(MIB);
    now += 3600 * SECOND;
    long begin = now;
    pass(allowance, MIB);
    assertTrue(now - begin > 0.94 * SECOND, "an hour's pause saves " + (now - begin));
  }

  @Test
  void thoseWhoClaimInTurnPassInTurn() {
    TokenBucket allowance = limitedTo(100 * KIB);
    TokenBucket.Claim first = allowance.claim(MIB, now);
    TokenBucket.Claim second = allowance.claim(MIB, now);
    TokenBucket.Claim third = allowance.claim(MIB, now);
    assertEquals(first.bytes(), second.bytes());
    assertEquals(Duration.ofMillis(20), allowance.delay(first, now));
    assertEquals(Duration.ofMillis(40), allowance.delay(second, now));
    assertEquals(Duration.ofMillis(60), allowance.delay(third, now));
    now += SECOND / 25;
    assertEquals(Duration.ZERO, allowance.delay(second, now));
    assertEquals(Duration.ofMillis(20), allowance.delay(third, now));
  }

  @Test
  void aChangeHoldsForWhatIsClaimedAlready() {
    TokenBucket allowance = limitedTo(1000);
    for (int i = 0; i < 49; i++) {
      allowance.claim(KIB, now);
    }
    TokenBucket.Claim last = allowance.claim(KIB, now);
    assertEquals(Duration.ofSeconds(1), allowance.delay(last, now));
    now += SECOND / 2;
    allowance.rate(OptionalLong.of(100), now);
    assertEquals(Duration.ofSeconds(5), allowance.delay(last, now));
    now += SECOND;
    allowance.rate(OptionalLong.of(4000), now);
    assertEquals(Duration.ofMillis(100), allowance.delay(last, now));
    allowance.rate(OptionalLong.empty(), now);
    assertEquals(Duration.ZERO, allowance.delay(last, now));
  }

  @Test
  void whatPassedWithoutALimitIsNotHeldAgainstALaterOne() {
    TokenBucket allowance = new TokenBucket(OptionalLong.empty(), now);
    pass(allowance, 100 * MIB);
    now += SECOND;
    allowance.rate(OptionalLong.of(100 * KIB), now);
    assertEquals(Duration.ofMillis(20), allowance.delay(allowance.claim(MIB, now), now));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void refusesARateAtWhichNothingPasses(long rate) {
    assertThrows(IllegalArgumentException.class, () -> limitedTo(rate));
    assertThrows(
        IllegalArgumentException.class, () -> limitedTo(1).rate(OptionalLong.of(rate), now));
  }

  private TokenBucket limitedTo(long rate) {
    return new TokenBucket(OptionalLong.of(rate), now);
  }

  /** Lets time pass until so many bytes have passed, portion by portion. */
  private void pass(TokenBucket allowance, int bytes) {
    int left = bytes;
    while (left > 0) {
      TokenBucket.Claim claim = allowance.claim(left, now);
      now += allowance.delay(claim, now).toNanos();
      assertEquals(Duration.ZERO, allowance.delay(claim, now));
      left -= claim.bytes();
    }
  }
}

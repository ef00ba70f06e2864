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

  /** Near an overflow, since the origin of nanoTime is arbitrary. */
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
    TokenBucket bucket = limitedTo(MIB);
    now += 3600 * SECOND;
    long begin = now;
    pass(bucket, MIB);
    assertTrue(now - begin > 0.94 * SECOND, "an hour's pause saves " + (now - begin));
  }

  @Test
  void savesATwentiethOfASecond() {
    TokenBucket bucket = limitedTo(1000);
    now += 3600 * SECOND;
    for (int bytes : new int[] {20, 20, 10}) {
      assertEquals(Duration.ZERO, bucket.delay(bucket.claim(bytes, now), now));
    }
    assertEquals(Duration.ofMillis(20), bucket.delay(bucket.claim(KIB, now), now));
  }

  @Test
  void skipsWaitsOfUpToTwoMilliseconds() {
    TokenBucket bucket = limitedTo(1000);
    assertEquals(Duration.ZERO, bucket.delay(bucket.claim(2, now), now));
    assertEquals(Duration.ofMillis(3), bucket.delay(bucket.claim(1, now), now));
  }

  @Test
  void claimsPassInTheirOrder() {
    TokenBucket bucket = limitedTo(100 * KIB);
    TokenBucket.Claim first = bucket.claim(MIB, now);
    TokenBucket.Claim second = bucket.claim(MIB, now);
    TokenBucket.Claim third = bucket.claim(MIB, now);
    assertEquals(first.bytes(), second.bytes());
    assertEquals(Duration.ofMillis(20), bucket.delay(first, now));
    assertEquals(Duration.ofMillis(40), bucket.delay(second, now));
    assertEquals(Duration.ofMillis(60), bucket.delay(third, now));
    now += SECOND / 25;
    assertEquals(Duration.ZERO, bucket.delay(second, now));
    assertEquals(Duration.ofMillis(20), bucket.delay(third, now));
  }

  @Test
  void aChangedRateAppliesToEarlierClaims() {
    TokenBucket bucket = limitedTo(1000);
    for (int i = 0; i < 49; i++) {
      bucket.claim(KIB, now);
    }
    TokenBucket.Claim last = bucket.claim(KIB, now);
    assertEquals(Duration.ofSeconds(1), bucket.delay(last, now));
    now += SECOND / 2;
    bucket.rate(OptionalLong.of(100), now);
    assertEquals(Duration.ofSeconds(5), bucket.delay(last, now));
    now += SECOND;
    bucket.rate(OptionalLong.of(4000), now);
    assertEquals(Duration.ofMillis(100), bucket.delay(last, now));
    bucket.rate(OptionalLong.empty(), now);
    assertEquals(Duration.ZERO, bucket.delay(last, now));
  }

  @Test
  void bytesThatPassedWithoutALimitDoNotCountLater() {
    TokenBucket bucket = new TokenBucket(OptionalLong.empty(), now);
    pass(bucket, 100 * MIB);
    now += SECOND;
    bucket.rate(OptionalLong.of(100 * KIB), now);
    assertEquals(Duration.ofMillis(20), bucket.delay(bucket.claim(MIB, now), now));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void rejectsARateBelowOneByteASecond(long rate) {
    assertThrows(IllegalArgumentException.class, () -> limitedTo(rate));
    assertThrows(
        IllegalArgumentException.class, () -> limitedTo(1).rate(OptionalLong.of(rate), now));
  }

  private TokenBucket limitedTo(long rate) {
    return new TokenBucket(OptionalLong.of(rate), now);
  }

  /** Advances the time until these bytes have passed, portion by portion. */
  private void pass(TokenBucket bucket, int bytes) {
    int left = bytes;
    while (left > 0) {
      TokenBucket.Claim claim = bucket.claim(left, now);
      now += bucket.delay(claim, now).toNanos();
      assertEquals(Duration.ZERO, bucket.delay(claim, now));
      left -= claim.bytes();
    }
  }
}

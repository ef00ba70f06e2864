package org.pumaguard.models.domain.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each test plays a network in simulated time: what arrives depends on the limit. */
class ConcurrencyLimitTest {

  private static final long TICK_NANOS = 50_000_000;
  private static final long BYTES_A_TICK = 400_000;

  private final ConcurrencyLimit limit = new ConcurrencyLimit(Parallelism.ADAPTIVE, 0);
  private long now;
  private long received;

  @Test
  void risesToTheMaximumWhileEachConnectionAddsItsRate() {
    run(limit, 10, true, 100);

    assertEquals(16, limit.limit());
  }

  @Test
  void staysWhereTheNetworkIsFull() {
    run(limit, 10, true, 8);

    assertEquals(8, limit.limit());
  }

  @Test
  void stopsRisingOneStepAboveTheCapacityAtMost() {
    run(limit, 9, true, 12);

    assertTrue(limit.limit() >= 12 && limit.limit() <= 14, () -> "limit " + limit.limit());
  }

  @Test
  void manyShortRequestsAreDoubledAtOnce() {
    runShort(5, 100);

    assertEquals(16, limit.limit());
  }

  @Test
  void shortRequestsFallBackIfMoreBringNothing() {
    runShort(20, 8);

    assertEquals(8, limit.limit());
  }

  @Test
  void aFewShortRequestsChangeNothing() {
    for (int i = 0; i < 7; i++) {
      limit.ended();
    }
    now += ConcurrencyLimit.PERIOD_NANOS - 1;
    limit.received(BYTES_A_TICK, true, now);

    assertEquals(8, limit.limit());
  }

  @Test
  void triesAgainAfterAWhile() {
    run(limit, 5, true, 8);
    run(limit, 40, true, 100);

    assertEquals(16, limit.limit());
  }

  @Test
  void doesNotRiseWhileThereIsTooLittleWork() {
    run(limit, 20, false, 100);

    assertEquals(8, limit.limit());
  }

  @Test
  void refusalsThatComeTogetherHalveItOnce() {
    for (int i = 0; i < 8; i++) {
      limit.refused(now + i);
    }

    assertEquals(4, limit.limit());
  }

  @Test
  void repeatedRefusalsLowerItToTheMinimum() {
    for (int i = 0; i < 10; i++) {
      now += ConcurrencyLimit.PERIOD_NANOS * 2;
      limit.refused(now);
    }

    assertEquals(Parallelism.ADAPTIVE.min(), limit.limit());
  }

  @Test
  void holdsAfterARefusalAndRisesLater() {
    limit.refused(now);
    run(limit, 9, true, 100);
    assertEquals(4, limit.limit());

    run(limit, 20, true, 100);
    assertEquals(16, limit.limit());
  }

  @Test
  void aBrokenTransferLowersItByOne() {
    limit.broke(now);

    assertEquals(7, limit.limit());
  }

  @Test
  void aFixedNumberNeverChanges() {
    ConcurrencyLimit fixed = new ConcurrencyLimit(Parallelism.exactly(3), 0);
    fixed.refused(0);
    fixed.broke(ConcurrencyLimit.HOLD_NANOS * 2);
    run(fixed, 20, true, 100);

    assertEquals(3, fixed.limit());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void staysWithinItsBounds(long seed) {
    Random events = new Random(seed);
    for (int i = 0; i < 1000; i++) {
      now += ConcurrencyLimit.PERIOD_NANOS;
      switch (events.nextInt(10)) {
        case 0 -> limit.refused(now);
        case 1 -> limit.broke(now);
        default -> {
          received += events.nextInt(10) * BYTES_A_TICK;
          limit.received(received, events.nextBoolean(), now);
        }
      }
      assertTrue(limit.limit() >= 2 && limit.limit() <= 16, "limit " + limit.limit());
    }
  }

  @Test
  void refusesNumbersBelowOne() {
    assertThrows(IllegalArgumentException.class, () -> Parallelism.exactly(0));
    assertThrows(IllegalArgumentException.class, () -> new Parallelism(1, 2, 3));
  }

  /** As {@link #run}, with requests that each take a tick. */
  private void runShort(int ticks, int capacity) {
    for (int tick = 0; tick < ticks; tick++) {
      now += 2 * TICK_NANOS;
      for (int i = 0; i < limit.limit(); i++) {
        limit.ended();
      }
      received += BYTES_A_TICK * Math.min(limit.limit(), capacity);
      limit.received(received, true, now);
    }
  }

  /**
   * Lets time pass.
   *
   * @param capacity the number of connections that fill the network
   */
  private void run(ConcurrencyLimit of, int seconds, boolean saturated, int capacity) {
    for (long end = now + seconds * 1_000_000_000L; now < end; now += TICK_NANOS) {
      received += BYTES_A_TICK * Math.min(of.limit(), capacity);
      of.received(received, saturated, now);
    }
  }
}

package org.pumaguard.models.domain.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

  private static final int SEEDS = 2000;

  @ParameterizedTest(name = "after {0} failures up to {1} ms")
  @CsvSource({
    "1, 500",
    "2, 1000",
    "3, 2000",
    "4, 4000",
    "5, 8000",
    "6, 16000",
    "7, 30000",
    "8, 30000",
    "21, 30000",
    "64, 30000",
    "65, 30000",
    "2147483647, 30000"
  })
  void spreadsDelaysOverAGrowingInterval(int failures, long most) {
    LongSummaryStatistics delays =
        LongStream.range(0, SEEDS)
            .map(seed -> delay(failures, Optional.empty(), seed).toMillis())
            .summaryStatistics();

    assertTrue(delays.getMin() >= 0 && delays.getMin() < most / 10, delays.toString());
    assertTrue(delays.getMax() <= most && delays.getMax() > most - most / 10, delays.toString());
    assertEquals(most / 2.0, delays.getAverage(), most / 10.0);
  }

  @ParameterizedTest(name = "asked for {0} s it waits {1} s")
  @CsvSource({"31, 31", "120, 120", "299, 299", "300, 300", "301, 300", "86400, 300"})
  void respectsALongerRetryAfter(long asked, long waited) {
    for (long seed = 0; seed < SEEDS; seed++) {
      assertEquals(
          Duration.ofSeconds(waited), delay(7, Optional.of(Duration.ofSeconds(asked)), seed));
    }
  }

  @Test
  void ignoresAShorterRetryAfter() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Duration asked = Duration.ofMillis(20);
      Duration own = delay(1, Optional.empty(), seed);

      assertEquals(own.compareTo(asked) > 0 ? own : asked, delay(1, Optional.of(asked), seed));
    }
  }

  @Test
  void theMaximumIsIncluded() {
    RandomGenerator highest =
        new RandomGenerator() {
          @Override
          public long nextLong() {
            throw new AssertionError("without a bound");
          }

          @Override
          public long nextLong(long bound) {
            return bound - 1;
          }
        };

    assertEquals(Duration.ofSeconds(1), Backoff.DEFAULT.delay(2, Optional.empty(), highest));
  }

  private static Duration delay(int failures, Optional<Duration> retryAfter, long seed) {
    return Backoff.DEFAULT.delay(failures, retryAfter, new Random(seed));
  }
}

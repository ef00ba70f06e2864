package org.pumaguard.models.domain.policy;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with full jitter, so that clients that failed together do not retry together.
 *
 * @param base the maximum delay after the first failure; doubles with each further failure
 * @param cap the maximum delay after any failure
 * @param retryAfterCap the maximum delay that a server may ask for
 */
public record Backoff(Duration base, Duration cap, Duration retryAfterCap) {

  /** At most 0.5 s, 1 s, 2 s … 30 s; a server may ask for 5 minutes. */
  public static final Backoff DEFAULT =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofMinutes(5));

  private static final int MAX_DOUBLINGS = 20;

  /**
   * The delay before the next attempt.
   *
   * @param failures the number of consecutive failures, from 1
   * @param retryAfter the delay that the server asked for; applies if it is longer
   */
  public Duration delay(int failures, Optional<Duration> retryAfter, RandomGenerator random) {
    long max = Math.min(cap.toMillis(), base.toMillis() << Math.min(failures - 1, MAX_DOUBLINGS));
    Duration jittered = Duration.ofMillis(random.nextLong(max + 1));
    Duration asked = retryAfter.orElse(Duration.ZERO);
    if (asked.compareTo(retryAfterCap) > 0) {
      asked = retryAfterCap;
    }
    return asked.compareTo(jittered) > 0 ? asked : jittered;
  }
}

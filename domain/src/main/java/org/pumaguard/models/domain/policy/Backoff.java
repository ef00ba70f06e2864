package org.pumaguard.models.domain.policy;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long to wait before a further try: exponential with full jitter, so that many clients that
 * failed together do not come back together.
 *
 * @param base the most after the first failure; doubles with each further one
 * @param cap the most after any failure
 * @param retryAfterCap the most that a server's own wish is obeyed
 */
public record Backoff(Duration base, Duration cap, Duration retryAfterCap) {

  /** Up to 0.5 s, 1 s, 2 s … 30 s; a server may ask for 5 minutes. */
  public static final Backoff DEFAULT =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofMinutes(5));

  private static final int MAX_DOUBLINGS = 20;

  /**
   * The wait after so many failures in a row.
   *
   * @param failures from 1
   * @param retryAfter what the server asked for; obeyed when it is longer
   */
  public Duration delay(int failures, Optional<Duration> retryAfter, RandomGenerator random) {
    long most = Math.min(cap.toMillis(), base.toMillis() << Math.min(failures - 1, MAX_DOUBLINGS));
    Duration jittered = Duration.ofMillis(random.nextLong(most + 1));
    Duration asked = retryAfter.orElse(Duration.ZERO);
    if (asked.compareTo(retryAfterCap) > 0) {
      asked = retryAfterCap;
    }
    return asked.compareTo(jittered) > 0 ? asked : jittered;
  }
}

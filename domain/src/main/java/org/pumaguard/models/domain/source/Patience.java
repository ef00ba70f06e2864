package org.pumaguard.models.domain.source;

import java.time.Duration;

/**
 * How long to wait for a registry if a copy of it can be used instead.
 *
 * @param silence the longest time without a byte of the registry, over all attempts
 * @param total the longest time for a registry whose bytes arrive
 */
record Patience(Duration silence, Duration total) {

  /** 10 s without a byte, 60 s in total. */
  static final Patience DEFAULT = new Patience(Duration.ofSeconds(10), Duration.ofSeconds(60));

  /**
   * The time left in nanoseconds; not positive if the copy is used now.
   *
   * @param elapsed since the first request
   * @param silent since the last byte, or since the first request
   */
  long left(long elapsed, long silent) {
    return Math.min(silence.toNanos() - silent, total.toNanos() - elapsed);
  }
}

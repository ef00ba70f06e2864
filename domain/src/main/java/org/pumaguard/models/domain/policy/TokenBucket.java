package org.pumaguard.models.domain.policy;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * A token bucket that limits a byte rate. The caller passes the time.
 *
 * <p>Bytes are claimed in small portions, which pass in the order of the claims, so several callers
 * share the rate evenly. A changed rate applies to earlier claims too. At most 0.05 s of unused
 * rate is saved, so a pause is not followed by a burst. Not safe for use by many threads.
 */
public final class TokenBucket {

  private static final double SAVED_SECONDS = 0.05;
  private static final double PORTION_SECONDS = 0.02;
  private static final int MAX_PORTION = 16 * 1024;

  /** Shorter waits are skipped and added to the next ones. */
  private static final double MIN_WAIT_SECONDS = 0.002;

  private OptionalLong rate;
  private long claimed;
  private double backlog;
  private long settledAt;

  /**
   * A full bucket.
   *
   * @param rate in bytes per second, at least 1; empty for no limit
   * @param now the time in nanoseconds, with any origin
   */
  public TokenBucket(OptionalLong rate, long now) {
    this.rate = checked(rate);
    this.settledAt = now;
  }

  /** Sets another rate from now on, also for bytes that are claimed already. */
  public void rate(OptionalLong next, long now) {
    checked(next);
    settle(now);
    rate = next;
  }

  /** Claims the next portion of the available bytes, of which there is at least one. */
  public Claim claim(int available, long now) {
    settle(now);
    int bytes = Math.min(available, portion());
    claimed += bytes;
    backlog += bytes;
    return new Claim(bytes, claimed);
  }

  /** The time until a claim may pass, at the current rate; zero if it may pass now. */
  public Duration delay(Claim claim, long now) {
    settle(now);
    double ahead = backlog - (claimed - claim.end());
    if (rate.isEmpty() || ahead <= MIN_WAIT_SECONDS * rate.getAsLong()) {
      return Duration.ZERO;
    }
    return Duration.ofNanos((long) Math.ceil(ahead / rate.getAsLong() * 1e9));
  }

  private int portion() {
    return rate.isEmpty()
        ? MAX_PORTION
        : (int) Math.max(1, Math.min(MAX_PORTION, rate.getAsLong() * PORTION_SECONDS));
  }

  private void settle(long now) {
    if (rate.isEmpty()) {
      backlog = 0;
    } else {
      double passed = (now - settledAt) / 1e9 * rate.getAsLong();
      backlog = Math.max(backlog - passed, -SAVED_SECONDS * rate.getAsLong());
    }
    settledAt = now;
  }

  private static OptionalLong checked(OptionalLong rate) {
    if (rate.isPresent() && rate.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "the rate must be at least 1 byte per second: " + rate.getAsLong());
    }
    return rate;
  }

  /**
   * A claimed portion.
   *
   * @param bytes the number of bytes
   * @param end the total number of bytes claimed, including these
   */
  public record Claim(int bytes, long end) {}
}

package org.pumaguard.models.domain.policy;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * When how many bytes may pass, so that a rate is kept: an account over time, which is handed in.
 *
 * <p>Bytes are claimed in small portions, and portions pass in the order of their claims, so that
 * many who claim in turn share evenly. The line moves at the rate, and at another one as soon as
 * that is set. What nobody claims is lost but for a twentieth of a second, so that no pause is
 * followed by a burst. Not safe for use by many threads.
 */
public final class TokenBucket {

  private static final double SAVED_SECONDS = 0.05;
  private static final double PORTION_SECONDS = 0.02;
  private static final int MAX_PORTION = 16 * 1024;

  /** Waits shorter than this are left out; the next ones are longer for it. */
  private static final double WORTH_WAITING_SECONDS = 0.002;

  private OptionalLong rate;
  private long claimed;
  private double backlog;
  private long settledAt;

  /**
   * An account.
   *
   * @param rate bytes a second; none to let all pass at once
   * @param now nanoseconds since any moment
   */
  public TokenBucket(OptionalLong rate, long now) {
    this.rate = checked(rate);
    this.settledAt = now;
  }

  /** Sets another rate, from now on, for what is claimed already too. */
  public void rate(OptionalLong next, long now) {
    checked(next);
    settle(now);
    rate = next;
  }

  /** Claims the next portion for somebody who has so many bytes, at least one. */
  public Claim claim(int available, long now) {
    settle(now);
    int bytes = Math.min(available, portion());
    claimed += bytes;
    backlog += bytes;
    return new Claim(bytes, claimed);
  }

  /** How long a claim has still to wait, as things stand; zero when its bytes may pass. */
  public Duration delay(Claim claim, long now) {
    settle(now);
    double ahead = backlog - (claimed - claim.end());
    if (rate.isEmpty() || ahead <= WORTH_WAITING_SECONDS * rate.getAsLong()) {
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
          "at least one byte a second, not " + rate.getAsLong() + "; or no limit");
    }
    return rate;
  }

  /**
   * Bytes that will pass in their turn.
   *
   * @param end how many were claimed until then, these included
   */
  public record Claim(int bytes, long end) {}
}

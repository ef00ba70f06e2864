package org.pumaguard.models.domain.concurrent;

import java.time.Duration;
import java.util.Optional;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CallOptions;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * What ends the wait of one caller before the work is done, besides an interruption: a time limit
 * and a cancellation of the caller's own. The work goes on for other callers. Safe for use by many
 * threads.
 */
public final class WaitLimit {

  private static final WaitLimit NONE =
      new WaitLimit(Optional.empty(), Long.MAX_VALUE, new Cancellation());

  /** More than this is never reached; nanoseconds would overflow. */
  private static final Duration LONGEST = Duration.ofDays(365 * 100);

  private final Optional<Duration> timeout;
  private final long endNanos;
  private final Cancellation cancellation;

  private WaitLimit(Optional<Duration> timeout, long endNanos, Cancellation cancellation) {
    this.timeout = timeout;
    this.endNanos = endNanos;
    this.cancellation = cancellation;
  }

  /** Waits as long as it takes. */
  public static WaitLimit none() {
    return NONE;
  }

  /** Waits until this is cancelled. */
  public static WaitLimit until(Cancellation cancellation) {
    return new WaitLimit(Optional.empty(), Long.MAX_VALUE, cancellation);
  }

  /** The same limit, which also ends this long after the call of this method. */
  public WaitLimit within(Duration limit) {
    Duration counted = limit.compareTo(LONGEST) < 0 ? limit : LONGEST;
    return new WaitLimit(Optional.of(limit), System.nanoTime() + counted.toNanos(), cancellation);
  }

  /** The same limit, which also ends at the deadline of a call if it has one. */
  public WaitLimit within(CallOptions options) {
    return options.deadline().map(this::within).orElse(this);
  }

  /** Whether this never ends a wait. */
  boolean isNone() {
    return this == NONE;
  }

  /** Ends the wait of the caller. */
  public Cancellation cancellation() {
    return cancellation;
  }

  /** The time left in nanoseconds; not positive if it is over. */
  long remainingNanos() {
    return timeout.isEmpty() ? Long.MAX_VALUE : endNanos - System.nanoTime();
  }

  /** Whether the caller waits no longer. */
  boolean isOver() {
    return cancellation.isCancelled() || remainingNanos() <= 0;
  }

  /**
   * Returns while the caller may wait.
   *
   * @throws CacheException of kind {@code INTERRUPTED} if the wait was cancelled, {@code
   *     UNAVAILABLE} if its time is over
   */
  public void check() {
    if (cancellation.isCancelled()) {
      throw new CacheException(CacheException.Kind.INTERRUPTED, "cancelled", Hint.NONE);
    }
    if (remainingNanos() <= 0) {
      throw new CacheException(
          CacheException.Kind.UNAVAILABLE,
          "not available within " + timeout.orElseThrow().toMillis() / 1e3 + " s",
          Hint.RETRY);
    }
  }
}

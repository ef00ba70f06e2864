package org.pumaguard.models.domain.policy;

import java.util.concurrent.TimeUnit;

/**
 * Adapts the number of concurrent requests to what the servers and the network bear: one step up
 * while that raises the throughput, back if it does not, half after a server refused a request.
 * Many short requests, which wait for the network more than they use it, are doubled at once.
 *
 * <p>The caller passes the time, in nanoseconds of any origin, and the bytes received. Only periods
 * in which all allowed requests run are compared. Not safe for use by many threads.
 */
public final class ConcurrencyLimit {

  /** A period is long enough for several round trips of a mobile network. */
  static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** The time without a step up after a step that brought nothing, or after a refusal. */
  static final long HOLD_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final int STEP = 2;

  /** A period in which as many requests have ended as are allowed may be as short as this. */
  static final long MIN_PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** A gain below this is noise. */
  private static final double MIN_GAIN = 1.1;

  private final Parallelism bounds;
  private int limit;
  private long periodStart;
  private long periodBytes;
  private long bytes;
  private long heldUntil;
  private boolean held;
  private long ended;
  private int former;

  /** Many servers send the first bytes of a response faster than the rest. */
  private Phase phase = Phase.SETTLING;

  private double base;

  /** The limit at the beginning. */
  public ConcurrencyLimit(Parallelism bounds, long now) {
    this.bounds = bounds;
    this.limit = bounds.initial();
    this.former = limit;
    this.periodStart = now;
  }

  /** The number of requests that may run at once. */
  public int limit() {
    return limit;
  }

  /** Whether the limit never changes. */
  public boolean isFixed() {
    return bounds.min() == bounds.max();
  }

  /**
   * Decides at the end of a period.
   *
   * @param total the number of bytes received since the beginning
   * @param saturated whether as many requests run as allowed
   */
  public void received(long total, boolean saturated, long now) {
    boolean isFirst = bytes == 0;
    bytes = total;
    if (isFirst) {
      // Before the first bytes a registry was read, for instance.
      begin(now);
      return;
    }
    long elapsed = now - periodStart;
    boolean areShort = ended >= limit;
    if (isFixed() || elapsed < (areShort ? MIN_PERIOD_NANOS : PERIOD_NANOS)) {
      return;
    }
    int step = areShort ? limit : STEP;
    double rate = (total - periodBytes) * 1e9 / elapsed;
    begin(now);
    if (!saturated || elapsed > 4 * PERIOD_NANOS) {
      // Too little work, or a pause: the rate says nothing about the limit.
      phase = phase == Phase.MEASURING ? phase : Phase.SETTLING;
      return;
    }
    boolean isFirstOfShort = areShort && base == 0;
    switch (isFirstOfShort ? Phase.MEASURING : phase) {
      case MEASURING -> {
        base = rate;
        raise(step, now);
      }
      case SETTLING -> phase = Phase.PROBING;
      case PROBING -> judge(rate, step, now);
    }
  }

  /** A request has ended, successfully or not. */
  public void ended() {
    ended++;
  }

  /** Halves the limit after a server has refused a request for the moment (429, 503). */
  public void refused(long now) {
    lower(limit / 2, now);
  }

  /** Lowers the limit by one after a transfer stalled or broke. */
  public void broke(long now) {
    lower(limit - 1, now);
  }

  /** Requests that fail together lower the limit once. */
  private void lower(int wanted, long now) {
    if (isFixed() || (held && heldUntil - now > HOLD_NANOS - PERIOD_NANOS)) {
      return;
    }
    limit = Math.max(bounds.min(), Math.min(limit, wanted));
    hold(now);
    begin(now);
  }

  /** After the first period at a higher limit the new connections have reached their speed. */
  private void judge(double rate, int step, long now) {
    if (rate >= base * MIN_GAIN) {
      base = rate;
      raise(step, now);
    } else {
      limit = former;
      hold(now);
    }
  }

  private void raise(int step, long now) {
    held &= heldUntil - now > 0;
    if (held || limit == bounds.max()) {
      phase = Phase.MEASURING;
      return;
    }
    former = limit;
    limit = Math.min(bounds.max(), limit + step);
    phase = Phase.SETTLING;
  }

  private void hold(long now) {
    held = true;
    heldUntil = now + HOLD_NANOS;
    phase = Phase.MEASURING;
  }

  private void begin(long now) {
    periodStart = now;
    periodBytes = bytes;
    ended = 0;
  }

  /** What the present period is for. */
  private enum Phase {
    /** Measures the rate at the present limit. */
    MEASURING,
    /** The fetch has begun, or the limit was raised: new connections gain speed. */
    SETTLING,
    /** Measures the rate at the raised limit. */
    PROBING
  }
}

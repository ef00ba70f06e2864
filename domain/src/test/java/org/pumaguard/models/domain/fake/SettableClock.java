package org.pumaguard.models.domain.fake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock in UTC that stops between settings. Safe for use by many threads. */
public final class SettableClock extends Clock {

  private volatile Instant now;

  /** A clock that shows this time. */
  public SettableClock(Instant now) {
    this.now = now;
  }

  /** Shows this time from now on, which may be earlier. */
  public void set(Instant time) {
    now = time;
  }

  /** Moves the clock forward. */
  public synchronized void advance(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.fixed(instant(), zone);
  }
}

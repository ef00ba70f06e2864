package org.pumaguard.models.domain.policy;

import java.time.Duration;
import java.time.Instant;
import org.pumaguard.models.domain.port.CacheRegistry;

/**
 * How much a recorded time is worth. A board without a real-time clock boots in 1970, and a wrong
 * clock may be set back: a time before 2020 or after now was not recorded by a right clock. It
 * counts as now, so nothing is evicted or read again because of it.
 */
public final class RecordedTimes {

  /** Earlier times are those of a clock that was not set. */
  private static final Instant EARLIEST = Instant.parse("2020-01-01T00:00:00Z");

  /**
   * The date of this build, the output timestamp of the root POM. A clock that shows an earlier
   * time is wrong.
   */
  public static final Instant BUILT = Instant.parse("2026-11-22T00:00:00Z");

  /** Times are recorded to the day, and clocks of several machines differ. */
  private static final Duration TOLERANCE = Duration.ofDays(1);

  private RecordedTimes() {}

  /** The recorded time, or now if it was not recorded by a right clock. */
  public static Instant effective(Instant recorded, Instant now) {
    return recorded.isBefore(EARLIEST) || recorded.isAfter(now) ? now : recorded;
  }

  /** The time since then; zero if it was not recorded by a right clock. */
  public static Duration age(Instant recorded, Instant now) {
    return Duration.between(effective(recorded, now), now);
  }

  /** Whether the recorded time is longer ago than this. */
  public static boolean isOlder(Instant recorded, Duration than, Instant now) {
    return age(recorded, now).compareTo(than) > 0;
  }

  /**
   * Whether a recorded time has to be replaced by the present one. A clock that is itself not right
   * corrects nothing, and only one that may be right corrects a time in the future.
   */
  public static boolean isWrong(Instant recorded, Instant now) {
    return recorded.isBefore(EARLIEST)
        ? !now.isBefore(EARLIEST)
        : !now.isBefore(BUILT) && recorded.isAfter(now.plus(TOLERANCE));
  }

  /** The time of the last use after a use now. It never moves backwards, unless it was wrong. */
  public static Instant lastUse(Instant recorded, Instant now) {
    return isWrong(recorded, now) || now.isAfter(recorded) ? now : recorded;
  }

  /** Whether a use now has to be recorded: once a day, or to correct a wrong time. */
  public static boolean isUseDue(Instant recorded, Instant now) {
    return isWrong(recorded, now)
        || (now.isAfter(recorded) && Duration.between(recorded, now).compareTo(TOLERANCE) >= 0);
  }

  /** Whether the times of an entry by which it is evicted or read again are wrong. */
  public static boolean isWrong(CacheRegistry.Entry entry, Instant now) {
    return isWrong(entry.lastUsed(), now) || isWrong(entry.verifiedAt(), now);
  }

  /** An entry with now instead of such times. */
  public static CacheRegistry.Entry corrected(CacheRegistry.Entry entry, Instant now) {
    CacheRegistry.Entry used = isWrong(entry.lastUsed(), now) ? entry.used(now) : entry;
    return isWrong(used.verifiedAt(), now) ? used.verified(used.fingerprint(), now) : used;
  }
}

package org.pumaguard.models.cli.view;

import java.time.Duration;
import java.time.Instant;
import org.pumaguard.models.domain.policy.RecordedTimes;

/** Recorded times as people say them, such as {@code 3 d ago}. */
final class Elapsed {

  private static final int DAYS_OF_MONTH = 30;
  private static final int DAYS_OF_YEAR = 365;

  private Elapsed() {}

  /** The time since then, in its largest whole unit. A time of a wrong clock counts as now. */
  static String since(Instant recorded, Instant now) {
    Duration age = RecordedTimes.age(recorded, now);
    if (age.toMinutes() < 1) {
      return "now";
    }
    long days = age.toDays();
    if (days < 1) {
      return age.toHours() < 1 ? age.toMinutes() + " min ago" : age.toHours() + " h ago";
    }
    if (days < 2 * DAYS_OF_MONTH) {
      return days + " d ago";
    }
    return days < 2 * DAYS_OF_YEAR
        ? days / DAYS_OF_MONTH + " mo ago"
        : days / DAYS_OF_YEAR + " y ago";
  }
}

package org.pumaguard.models.domain.doctor;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.pumaguard.models.domain.api.CheckResult;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.policy.RecordedTimes;

/**
 * Checks the clock of this machine. A wrong clock makes certificates invalid, and times that it
 * records count as the present.
 *
 * @param now what the clock shows
 */
record ClockCheck(Instant now) {

  private static final String CLOCK = "clock";

  CheckResult run() {
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    return now.isBefore(RecordedTimes.BUILT)
        ? new CheckResult.Advice(
            CLOCK,
            time,
            "before the date of this program, "
                + RecordedTimes.BUILT.toString().substring(0, "2026-11-22".length())
                + ": certificates may be refused as not yet valid",
            Hint.SET_CLOCK)
        : new CheckResult.Ok(CLOCK, time, "after the date of this program");
  }
}

package org.pumaguard.models.domain.doctor;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.pumaguard.models.domain.api.CacheException;
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

  /** The tolerance of Kerberos; a response is on its way for less. */
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  CheckResult run() {
    String time = text(now);
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

  /**
   * Compares the clock with that of a server.
   *
   * @param source of the response
   * @param time of the server, received just now
   * @return a problem if they differ by more than five minutes
   */
  Optional<CheckResult> compare(String source, Instant time) {
    return Duration.between(now, time).abs().compareTo(TOLERANCE) <= 0
        ? Optional.empty()
        : Optional.of(
            new CheckResult.Problem(
                CLOCK,
                source,
                CacheException.Kind.UNAVAILABLE,
                "this machine's clock shows " + text(now) + ", the server's " + text(time),
                Hint.SET_CLOCK));
  }

  private static String text(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}

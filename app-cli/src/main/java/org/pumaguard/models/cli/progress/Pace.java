package org.pumaguard.models.cli.progress;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.pumaguard.models.cli.settings.ByteSizes;

/**
 * Progress in bytes, and the text that shows it.
 *
 * @param total empty if unknown
 * @param estimated whether the total is an estimate
 * @param speed in bytes a second; empty if it was not measured yet
 */
record Pace(long bytes, OptionalLong total, boolean estimated, OptionalDouble speed) {

  private static final int COMPLETE = 100;
  private static final Duration LONGEST = Duration.ofHours(100);

  /** The done part, from 0 to 1; 0 if the total is unknown. */
  double share() {
    if (total.isEmpty()) {
      return 0;
    }
    long of = total.getAsLong();
    return of <= 0 ? 1 : Math.min(1.0, (double) bytes / of);
  }

  /** Such as {@code 42%} or {@code ~42%}. 100 % is complete; an estimate never claims it. */
  String percent() {
    if (total.isEmpty()) {
      return "";
    }
    boolean complete = !estimated && bytes >= total.getAsLong();
    int percent = complete ? COMPLETE : Math.min(COMPLETE - 1, (int) (share() * COMPLETE));
    return mark() + percent + "%";
  }

  /** Such as {@code 400/954 MiB} or {@code 512 KiB/~1.2 GiB}. */
  String amount() {
    if (total.isEmpty()) {
      return ByteSizes.bytes(bytes);
    }
    String done = ByteSizes.bytes(bytes);
    String all = ByteSizes.bytes(Math.max(bytes, total.getAsLong()));
    String unit = all.substring(all.indexOf(' '));
    return (done.endsWith(unit) ? done.substring(0, done.length() - unit.length()) : done)
        + "/"
        + mark()
        + all;
  }

  String perSecond() {
    return speed.isEmpty() ? "" : ByteSizes.speed(speed.getAsDouble());
  }

  /** The remaining time at this speed; empty if it is unknown or endless. */
  Optional<Duration> left() {
    if (total.isEmpty() || speed.isEmpty() || speed.getAsDouble() < 1) {
      return Optional.empty();
    }
    double seconds = Math.max(0, total.getAsLong() - bytes) / speed.getAsDouble();
    return seconds > LONGEST.toSeconds()
        ? Optional.empty()
        : Optional.of(Duration.ofSeconds((long) Math.ceil(seconds)));
  }

  String remaining() {
    return left().map(ByteSizes::time).orElse("");
  }

  private String mark() {
    return estimated ? "~" : "";
  }
}

package org.pumaguard.models.cli.progress;

import java.time.Duration;
import java.util.List;
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

  /** The remaining time at this speed; empty if it is unknown, endless or over. */
  Optional<Duration> left() {
    if (total.isEmpty() || speed.isEmpty() || speed.getAsDouble() < 1) {
      return Optional.empty();
    }
    if (bytes >= total.getAsLong()) {
      return Optional.empty();
    }
    double seconds = (total.getAsLong() - bytes) / speed.getAsDouble();
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

  /**
   * The sum of several transfers.
   *
   * @param bytes of further ones that have ended
   * @param ended the number of these
   * @param unknown the number of further ones of unknown length; they count as the mean of the rest
   */
  static Pace sum(List<Pace> paces, long bytes, int ended, int unknown) {
    long all = bytes;
    long total = bytes;
    int with = ended;
    int without = unknown;
    boolean estimated = false;
    double speed = 0;
    boolean measured = false;
    for (Pace pace : paces) {
      all += pace.bytes();
      total += pace.total().orElse(0);
      with += pace.total().isPresent() ? 1 : 0;
      without += pace.total().isPresent() ? 0 : 1;
      estimated |= pace.estimated();
      speed += pace.speed().orElse(0);
      measured |= pace.speed().isPresent();
    }
    OptionalLong sum =
        with == 0
            ? OptionalLong.empty()
            : OptionalLong.of(Math.max(all, total + total / with * without));
    return new Pace(
        all,
        sum,
        estimated || without > 0,
        measured ? OptionalDouble.of(speed) : OptionalDouble.empty());
  }
}

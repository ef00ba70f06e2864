package org.pumaguard.models.cli.progress;

import java.time.Duration;
import java.util.OptionalLong;
import org.pumaguard.models.cli.settings.ByteSizes;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.SingleLine;
import org.pumaguard.models.domain.port.Progress.Amount;
import org.pumaguard.models.domain.port.Progress.Event;

/** The transfer of one model, from its events. Not thread-safe. */
final class ModelTransfer {

  /** A pause of this length is shown; shorter ones are usual. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private static final Duration SLOW_START = Duration.ofSeconds(2);

  private final String name;
  private final long startedAt;
  private final SpeedWindow window;
  private final Notes notes = new Notes();
  private Amount amount = Amount.of(0, OptionalLong.empty());
  private String verification = "";

  ModelTransfer(ModelName model, long now) {
    this.name = SingleLine.line(model.value());
    this.startedAt = now;
    this.window = new SpeedWindow(now);
  }

  void on(Event event, long now) {
    event.amount().ifPresent(latest -> amount = latest);
    notes.on(event, now);
    verification = "";
  }

  /** The content on disk is being read. */
  void verifying(String percent) {
    verification =
        percent.isEmpty() || percent.equals("100%") ? "verifying" : "verifying " + percent;
  }

  Amount amount() {
    return amount;
  }

  /** The number of bytes that were fetched. */
  long fetched() {
    return Math.max(0, amount.bytes() - amount.reused());
  }

  Pace pace() {
    return new Pace(amount.bytes(), amount.total(), amount.estimated(), window.speed());
  }

  /** Takes a sample of the speed. */
  void sample(long now) {
    window.sample(now, fetched());
  }

  /** The line at this time. */
  BarLine line(long now) {
    Pace pace = pace();
    return BarLine.of(name, pace.share(), pace.percent())
        .amount(pace.amount())
        .fragments(amount.fragments() > 1 ? amount.fragmentsDone() + "/" + amount.fragments() : "")
        .pace(pace.perSecond(), pace.remaining())
        .reused(reused())
        .note(note(now));
  }

  private String reused() {
    return amount.reused() > 0 ? ByteSizes.bytes(amount.reused()) + " reused" : "";
  }

  /** What the model waits for; empty while its bytes flow. */
  String note(long now) {
    Duration idle = window.idle(now);
    if (!verification.isEmpty()) {
      return verification;
    }
    return notes.text(now).orElseGet(() -> isComplete() ? "verifying" : pause(idle));
  }

  private boolean isComplete() {
    return !amount.estimated()
        && amount.total().isPresent()
        && amount.bytes() > 0
        && amount.bytes() >= amount.total().getAsLong();
  }

  private String pause(Duration idle) {
    if (fetched() == 0) {
      return idle.compareTo(SLOW_START) < 0 ? "" : "waiting";
    }
    return idle.compareTo(PAUSE) < 0 ? "" : "no data for " + idle.toSeconds() + " s";
  }

  String name() {
    return name;
  }

  /** What the finished transfer has moved, and how fast. */
  String summary(long now) {
    double seconds = (now - startedAt) / 1e9;
    String bytes = ByteSizes.bytes(amount.bytes());
    if (fetched() == 0) {
      return bytes + ", reused from disk";
    }
    String speed = ByteSizes.speed(fetched() / Math.max(seconds, 0.001));
    String reused = amount.reused() > 0 ? ", " + reused() : "";
    return bytes + " in " + ByteSizes.elapsed(seconds) + " (" + speed + reused + ")";
  }
}

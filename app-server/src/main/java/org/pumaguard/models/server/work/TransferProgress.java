package org.pumaguard.models.server.work;

import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.port.Progress;

/**
 * Progress of one transfer, or of other work on a model.
 *
 * @param amount bytes, total and fragments of the model
 * @param activity the other work; empty for a transfer
 * @param reportedAt time of the last report to listeners, by {@link System#nanoTime}
 * @param reportedBytes number of bytes at that time
 * @param bytesPerSecond smoothed speed
 */
public record TransferProgress(
    Progress.Amount amount,
    Optional<Progress.WorkKind> activity,
    long reportedAt,
    long reportedBytes,
    double bytesPerSecond) {

  private static final long REPORT_INTERVAL_NANOS = 200_000_000;

  /** Weight of the latest speed in the exponential moving average. */
  private static final double SMOOTHING = 0.2;

  private static final Progress.Amount NOTHING = Progress.Amount.of(0, OptionalLong.empty());

  static TransferProgress started(Progress.Event event, long now) {
    return begun(event.amount().orElse(NOTHING), Optional.empty(), now);
  }

  private static TransferProgress begun(
      Progress.Amount amount, Optional<Progress.WorkKind> activity, long now) {
    return new TransferProgress(amount, activity, now, amount.bytes(), 0);
  }

  /**
   * The progress after an event; counts as reported if 200 ms have passed since the last report, or
   * if another activity has begun, whose speed is measured separately.
   */
  TransferProgress advanced(Progress.Amount latest, Optional<Progress.WorkKind> current, long now) {
    if (!current.equals(activity)) {
      return begun(latest, current, now);
    }
    if (now - reportedAt < REPORT_INTERVAL_NANOS) {
      return new TransferProgress(latest, activity, reportedAt, reportedBytes, bytesPerSecond);
    }
    double last = Math.max(0, latest.bytes() - reportedBytes) / ((now - reportedAt) / 1e9);
    double speed =
        bytesPerSecond == 0 ? last : bytesPerSecond + SMOOTHING * (last - bytesPerSecond);
    return new TransferProgress(latest, activity, now, latest.bytes(), speed);
  }
}

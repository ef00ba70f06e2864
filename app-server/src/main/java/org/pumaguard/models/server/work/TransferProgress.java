package org.pumaguard.models.server.work;

import java.util.OptionalLong;
import org.pumaguard.models.domain.port.Progress;

/**
 * Progress of one transfer.
 *
 * @param amount bytes, total and fragments of the model
 * @param reportedAt time of the last report to listeners, by {@link System#nanoTime}
 * @param reportedBytes number of bytes at that time
 * @param bytesPerSecond smoothed speed
 */
public record TransferProgress(
    Progress.Amount amount, long reportedAt, long reportedBytes, double bytesPerSecond) {

  private static final long REPORT_INTERVAL_NANOS = 200_000_000;

  /** Weight of the latest speed in the exponential moving average. */
  private static final double SMOOTHING = 0.2;

  private static final Progress.Amount NOTHING = Progress.Amount.of(0, OptionalLong.empty());

  static TransferProgress started(Progress.Event event, long now) {
    Progress.Amount amount = event.amount().orElse(NOTHING);
    return new TransferProgress(amount, now, amount.bytes(), 0);
  }

  /**
   * The progress after an event; counts as reported if 200 ms have passed since the last report.
   */
  TransferProgress advanced(Progress.Event event, long now) {
    Progress.Amount latest = event.amount().orElse(amount);
    if (now - reportedAt < REPORT_INTERVAL_NANOS) {
      return new TransferProgress(latest, reportedAt, reportedBytes, bytesPerSecond);
    }
    double last = Math.max(0, latest.bytes() - reportedBytes) / ((now - reportedAt) / 1e9);
    double speed =
        bytesPerSecond == 0 ? last : bytesPerSecond + SMOOTHING * (last - bytesPerSecond);
    return new TransferProgress(latest, now, latest.bytes(), speed);
  }
}

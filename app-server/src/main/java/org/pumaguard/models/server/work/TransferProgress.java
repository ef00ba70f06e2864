package org.pumaguard.models.server.work;

import java.util.OptionalLong;
import org.pumaguard.models.domain.port.Progress;

/**
 * Progress of one transfer.
 *
 * @param bytes on disk so far
 * @param total length of the model in bytes, if known
 * @param reportedAt time of the last report to listeners, by {@link System#nanoTime}
 * @param reportedBytes value of {@code bytes} at that time
 * @param bytesPerSecond smoothed speed
 */
public record TransferProgress(
    long bytes, OptionalLong total, long reportedAt, long reportedBytes, double bytesPerSecond) {

  private static final long REPORT_INTERVAL_NANOS = 200_000_000;

  /** Weight of the latest speed in the exponential moving average. */
  private static final double SMOOTHING = 0.2;

  static TransferProgress started(Progress.Event event, long now) {
    long bytes = event.bytes().orElse(0);
    return new TransferProgress(bytes, event.total(), now, bytes, 0);
  }

  /**
   * The progress after an event; counts as reported if 200 ms have passed since the last report.
   */
  TransferProgress advanced(Progress.Event event, long now) {
    long count = event.bytes().orElse(0);
    if (now - reportedAt < REPORT_INTERVAL_NANOS) {
      return new TransferProgress(count, event.total(), reportedAt, reportedBytes, bytesPerSecond);
    }
    double latest = Math.max(0, count - reportedBytes) / ((now - reportedAt) / 1e9);
    double speed =
        bytesPerSecond == 0 ? latest : bytesPerSecond + SMOOTHING * (latest - bytesPerSecond);
    return new TransferProgress(count, event.total(), now, count, speed);
  }
}

package org.pumaguard.models.filesystem.records;

import java.time.Duration;

/**
 * Spaces out the writes of a file: at least one second apart, and at most a twentieth of the time
 * is spent on writing. The first write is due at once. Not thread-safe.
 */
final class WriteThrottle {

  private static final long MIN_INTERVAL = Duration.ofSeconds(1).toNanos();
  private static final int INTERVAL_PER_WRITE_TIME = 20;

  private long interval = MIN_INTERVAL;
  private long lastWrite = System.nanoTime() - 2 * MIN_INTERVAL;

  boolean isDue() {
    return System.nanoTime() - lastWrite > interval;
  }

  /** Records a write, successful or not, that began at this {@link System#nanoTime}. */
  void wrote(long begin) {
    lastWrite = System.nanoTime();
    interval = Math.max(MIN_INTERVAL, INTERVAL_PER_WRITE_TIME * (lastWrite - begin));
  }
}

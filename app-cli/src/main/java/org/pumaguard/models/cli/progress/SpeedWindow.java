package org.pumaguard.models.cli.progress;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/**
 * The speed over the last seconds, from samples of a growing number of bytes. Times are those of
 * {@link System#nanoTime}. Not thread-safe.
 */
final class SpeedWindow {

  private static final Duration LENGTH = Duration.ofSeconds(5);

  /** A speed over less time would be that of a buffer. */
  private static final Duration SHORTEST = Duration.ofMillis(400);

  private final Deque<Sample> samples = new ArrayDeque<>();
  private long last;
  private long grownAt;

  SpeedWindow(long now) {
    samples.add(new Sample(now, 0));
    grownAt = now;
  }

  /**
   * Adds a sample. Bytes that are lost again, such as those of a wrong fragment, were moved too.
   */
  void sample(long now, long bytes) {
    long growth = Math.max(0, bytes - last);
    long moved = samples.getLast().moved() + growth;
    last = bytes;
    if (growth > 0) {
      grownAt = now;
    } else if (samples.size() == 1) {
      // The time before the first byte belongs to no transfer.
      samples.clear();
    }
    samples.add(new Sample(now, moved));
    while (samples.size() > 2 && now - samples.getFirst().at() > LENGTH.toNanos()) {
      samples.removeFirst();
    }
  }

  /** The speed in bytes a second; empty at the beginning. */
  OptionalDouble speed() {
    Sample first = samples.getFirst();
    long nanos = samples.getLast().at() - first.at();
    return nanos < SHORTEST.toNanos()
        ? OptionalDouble.empty()
        : OptionalDouble.of((samples.getLast().moved() - first.moved()) * 1e9 / nanos);
  }

  /** The time since the last growth. */
  Duration idle(long now) {
    return Duration.ofNanos(now - grownAt);
  }

  private record Sample(long at, long moved) {}
}

package org.pumaguard.models.server.work;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.Progress;

/**
 * The bytes of models that were fetched and served in the last hour, in intervals of 10 s. The
 * clock is monotonic, so that a changed date moves nothing. The memory does not grow. Thread-safe.
 */
public final class TrafficHistory implements Progress {

  /** Length of an interval. */
  public static final Duration INTERVAL = Duration.ofSeconds(10);

  private static final int INTERVALS = 360;

  private final LongSupplier nanoTime;
  private final long start;
  private final long[] fetched = new long[INTERVALS];
  private final long[] served = new long[INTERVALS];
  private final Map<ModelName, Long> counted = new HashMap<>();
  private long current;

  /**
   * A history that begins now.
   *
   * @param nanoTime a monotonic clock, such as {@link System#nanoTime}
   */
  public TrafficHistory(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  /** Counts bytes that were sent to clients. */
  public synchronized void addServed(long bytes) {
    served[advance()] += bytes;
  }

  /** Counts the bytes of fetches. Bytes that were copied or resumed do not count. */
  @Override
  public synchronized void on(Event event) {
    ModelName model = event.model();
    switch (event.kind()) {
      case STARTED -> counted.put(model, fetched(event));
      case FINISHED, FAILED -> {
        count(event);
        counted.remove(model);
      }
      case PROGRESS, VERIFIED, REUSED, RETRY, SOURCE_SWITCHED -> count(event);
    }
  }

  private void count(Event event) {
    Long before = counted.get(event.model());
    long now = fetched(event);
    if (before != null && now > before) {
      fetched[advance()] += now - before;
      counted.put(event.model(), now);
    }
  }

  private static long fetched(Event event) {
    return event
        .amount()
        // Otherwise a file on disk is being read.
        .filter(amount -> amount.fragments() > 0)
        .map(amount -> amount.bytes() - amount.reused())
        .orElse(0L);
  }

  @Override
  public void warn(String message) {}

  /** The samples until now. */
  public synchronized Samples samples() {
    advance();
    int count = (int) Math.min(INTERVALS, current + 1);
    long first = current + 1 - count;
    long sinceStart = nanoTime.getAsLong() - start - current * INTERVAL.toNanos();
    return new Samples(
        Duration.ofNanos(Math.min(INTERVAL.toNanos(), sinceStart)),
        copy(fetched, first, count),
        copy(served, first, count));
  }

  private static List<Long> copy(long[] ring, long first, int count) {
    return LongStream.range(first, first + count)
        .mapToObj(interval -> ring[(int) (interval % INTERVALS)])
        .toList();
  }

  /** Clears the intervals that have begun since the last call; returns the slot of this one. */
  private int advance() {
    long now = (nanoTime.getAsLong() - start) / INTERVAL.toNanos();
    if (now - current >= INTERVALS) {
      Arrays.fill(fetched, 0);
      Arrays.fill(served, 0);
      current = now;
    }
    while (current < now) {
      current++;
      fetched[(int) (current % INTERVALS)] = 0;
      served[(int) (current % INTERVALS)] = 0;
    }
    return (int) (current % INTERVALS);
  }

  /**
   * Bytes for each interval since the start of the server, at most those of the last hour, oldest
   * first.
   *
   * @param last how much of the last interval has passed
   * @param fetched bytes received from sources
   * @param served bytes of models sent to clients
   */
  public record Samples(Duration last, List<Long> fetched, List<Long> served) {}
}

package org.pumaguard.models.cli.progress;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.Progress;

/**
 * Totals of the running transfers, computed from events: their models, bytes and speed. Concurrent
 * fragments count towards their model. Not thread-safe; the owner synchronises.
 */
final class TransferTotals {

  /** Time constant of the exponentially weighted speed, in seconds. */
  private static final double MEMORY_SECONDS = 3;

  private final Map<ModelName, Transfer> active = new LinkedHashMap<>();
  private double speed;
  private long arrived;
  private long arrivedBefore;
  private long sampledAt = System.nanoTime();

  void on(Progress.Event event) {
    switch (event.kind()) {
      case STARTED, PROGRESS -> {
        Transfer before = active.get(event.model());
        long bytes = event.bytes().orElse(0);
        long startedAt = before == null ? System.nanoTime() : before.startedAt();
        arrived += Math.max(0, bytes - (before == null ? bytes : before.bytes()));
        active.put(event.model(), new Transfer(bytes, event.total(), startedAt));
      }
      case FINISHED, FAILED -> active.remove(event.model());
      case VERIFIED -> {
        if (event.fragment().isEmpty()) {
          active.remove(event.model());
        }
      }
      case REUSED, RETRY, SOURCE_SWITCHED -> {}
    }
  }

  Optional<Transfer> of(ModelName model) {
    return Optional.ofNullable(active.get(model));
  }

  boolean isIdle() {
    return active.isEmpty();
  }

  /** The first active model and the number of the others. */
  String names() {
    String first = active.keySet().iterator().next().value();
    return active.size() == 1 ? first : first + " +" + (active.size() - 1);
  }

  /** The sum of all active transfers. */
  Transfer sum() {
    long bytes = 0;
    long total = 0;
    boolean known = true;
    for (Transfer transfer : active.values()) {
      bytes += transfer.bytes();
      known &= transfer.total().isPresent();
      total += transfer.total().orElse(0);
    }
    return new Transfer(bytes, known ? OptionalLong.of(total) : OptionalLong.empty(), 0);
  }

  /** The speed in bytes a second. A call takes a new sample at most every 50 ms. */
  double speed() {
    long now = System.nanoTime();
    double seconds = (now - sampledAt) / 1e9;
    if (seconds > 0.05) {
      double current = (arrived - arrivedBefore) / seconds;
      double weight = speed == 0 ? 1 : 1 - Math.exp(-seconds / MEMORY_SECONDS);
      speed += (current - speed) * weight;
      arrivedBefore = arrived;
      sampledAt = now;
    }
    return speed;
  }

  /** The remaining time at this speed; empty if the total or the speed is unknown. */
  static Optional<Duration> left(Transfer transfer, double speed) {
    if (transfer.total().isEmpty() || speed < 1) {
      return Optional.empty();
    }
    long bytes = transfer.total().getAsLong() - transfer.bytes();
    return Optional.of(Duration.ofSeconds(Math.round(Math.max(0, bytes) / speed)));
  }

  /**
   * The progress of one model, in bytes.
   *
   * @param startedAt by {@link System#nanoTime}
   */
  record Transfer(long bytes, OptionalLong total, long startedAt) {}
}

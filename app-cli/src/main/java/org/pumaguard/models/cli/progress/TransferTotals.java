package org.pumaguard.models.cli.progress;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.Progress;

/**
 * What is going on, added up from events: which models are on their way, how far they are, and how
 * fast. Fragments that arrive at once count into their model, so that the sum stays readable.
 * Guarded by its owner.
 */
final class TransferTotals {

  /** Speed is that of the last seconds: weighted so that older ones fade. */
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

  /** The names of what is on its way, shortened. */
  String names() {
    String first = active.keySet().iterator().next().value();
    return active.size() == 1 ? first : first + " +" + (active.size() - 1);
  }

  /** All that is on its way as one. */
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

  /** Bytes a second; to be asked now and then. */
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

  /** The time that is left at this speed, where it can be told. */
  static Optional<Duration> left(Transfer transfer, double speed) {
    if (transfer.total().isEmpty() || speed < 1) {
      return Optional.empty();
    }
    long bytes = transfer.total().getAsLong() - transfer.bytes();
    return Optional.of(Duration.ofSeconds(Math.round(Math.max(0, bytes) / speed)));
  }

  /**
   * How far one model is.
   *
   * @param startedAt by {@link System#nanoTime}
   */
  record Transfer(long bytes, OptionalLong total, long startedAt) {}
}

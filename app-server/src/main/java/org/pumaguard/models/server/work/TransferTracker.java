package org.pumaguard.models.server.work;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.Progress;

/** The progress of all running transfers. Thread-safe. */
final class TransferTracker {

  private final Map<ModelName, TransferProgress> transfers = new ConcurrentHashMap<>();

  Optional<TransferProgress> of(ModelName name) {
    return Optional.ofNullable(transfers.get(name));
  }

  /** Tracks a model from now on, unless it is tracked already. */
  void begin(ModelName name) {
    transfers.putIfAbsent(
        name,
        TransferProgress.started(
            Progress.Event.of(Progress.Kind.STARTED, name), System.nanoTime()));
  }

  /** Stops tracking a model. */
  void end(ModelName name) {
    transfers.remove(name);
  }

  /**
   * Updates the progress of the event's model.
   *
   * @return whether listeners are due to receive the event: false for {@code PROGRESS} of a model
   *     that is not tracked, and within 200 ms of the last one
   */
  boolean update(Progress.Event event) {
    long now = System.nanoTime();
    switch (event.kind()) {
      case STARTED -> transfers.put(event.model(), TransferProgress.started(event, now));
      case PROGRESS -> {
        // A model that is not tracked is being read for a status request: no transfer.
        TransferProgress latest =
            transfers.computeIfPresent(event.model(), (name, last) -> last.advanced(event, now));
        return latest != null && latest.reportedAt() == now;
      }
      case FINISHED, FAILED -> end(event.model());
      case VERIFIED -> {
        if (event.fragment().isEmpty()) {
          end(event.model());
        }
      }
      case REUSED, RETRY, SOURCE_SWITCHED -> {}
    }
    return true;
  }
}

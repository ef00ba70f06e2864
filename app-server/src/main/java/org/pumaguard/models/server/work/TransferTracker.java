package org.pumaguard.models.server.work;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.Progress;

/** The progress of all running transfers. Thread-safe. */
final class TransferTracker {

  private final Map<ModelName, TransferProgress> transfers = new ConcurrentHashMap<>();
  private final Set<ModelName> fetching = ConcurrentHashMap.newKeySet();

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
    fetching.remove(name);
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
      case STARTED -> {
        fetching.add(event.model());
        transfers.put(event.model(), TransferProgress.started(event, now));
      }
      case PROGRESS -> {
        return event.amount().isPresent()
            && advance(event.model(), event.amount().get(), Optional.empty(), now);
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

  /**
   * The same for other work. Ignored are that on a model which is not tracked, such as its
   * verification for a status request, and that within a fetch, whose bytes count.
   */
  boolean update(Progress.Work work) {
    Progress.Amount amount = Progress.Amount.of(work.done(), work.total());
    return work.model().isPresent()
        && !fetching.contains(work.model().get())
        && advance(work.model().get(), amount, Optional.of(work.kind()), System.nanoTime());
  }

  private boolean advance(
      ModelName model, Progress.Amount amount, Optional<Progress.WorkKind> activity, long now) {
    TransferProgress latest =
        transfers.computeIfPresent(model, (name, last) -> last.advanced(amount, activity, now));
    return latest != null && latest.reportedAt() == now;
  }
}

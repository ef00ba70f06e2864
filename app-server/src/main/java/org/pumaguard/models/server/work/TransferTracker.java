package org.pumaguard.models.server.work;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.Progress;

/** The progress of all running transfers, and of their fragments. Thread-safe. */
final class TransferTracker {

  private final Map<ModelName, TransferProgress> transfers = new ConcurrentHashMap<>();
  private final Set<ModelName> fetching = ConcurrentHashMap.newKeySet();

  /** Also of transfers that have ended, since their verified fragments are on disk. */
  private final Map<ModelName, Map<FileName, FragmentStage>> fragments = new ConcurrentHashMap<>();

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

  /** Stops tracking a model; its verified fragments stay known. */
  void end(ModelName name) {
    fetching.remove(name);
    transfers.remove(name);
    fragments.computeIfPresent(
        name,
        (model, stages) -> {
          stages.values().removeIf(FragmentStage.FETCHING::equals);
          return stages;
        });
  }

  /** Forgets the fragments of a model, because it is complete or was removed. */
  void forgetFragments(ModelName name) {
    fragments.remove(name);
  }

  /** How far the fetch of a fragment is; empty if that is not known. */
  Optional<FragmentStage> stage(ModelName model, FileName fragment) {
    return Optional.ofNullable(fragments.getOrDefault(model, Map.of()).get(fragment));
  }

  /**
   * Updates the progress of the event's model.
   *
   * @return whether listeners are due to receive the event: false for {@code PROGRESS} of a model
   *     that is not tracked, and within 200 ms of the last one
   */
  boolean update(Progress.Event event) {
    long now = System.nanoTime();
    event.fragment().ifPresent(fragment -> updateFragment(event, fragment));
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

  private void updateFragment(Progress.Event event, FileName fragment) {
    switch (event.kind()) {
      case PROGRESS -> stages(event).putIfAbsent(fragment, FragmentStage.FETCHING);
      case REUSED, VERIFIED -> stages(event).put(fragment, FragmentStage.FETCHED);
      case FAILED -> stages(event).remove(fragment);
      case STARTED, RETRY, SOURCE_SWITCHED, FINISHED -> {}
    }
  }

  private Map<FileName, FragmentStage> stages(Progress.Event event) {
    return fragments.computeIfAbsent(event.model(), none -> new ConcurrentHashMap<>());
  }
}

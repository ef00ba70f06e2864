package org.pumaguard.models.domain.ensure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.EnsureOutcome;
import org.pumaguard.models.domain.concurrent.DownloadTicket;
import org.pumaguard.models.domain.concurrent.InFlightFragments;
import org.pumaguard.models.domain.concurrent.WaitLimit;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.policy.Parallelism;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.state.CacheParts;

/** Makes several models available, several at once. A failure of one does not stop the others. */
final class EnsureBatch {

  private static final int RUNNERS_PER_SLOT = 2;

  private final CacheParts parts;
  private final SharedTasks tasks;
  private final One one;
  private final Consumer<EnsureOutcome> listener;
  private final Map<ModelName, EnsureOutcome> outcomes = new ConcurrentHashMap<>();
  private final Cancellation stop = new Cancellation();
  private final AtomicInteger unsettled = new AtomicInteger();

  /**
   * A batch that has not begun.
   *
   * @param listener receives each outcome from the thread that has it
   */
  EnsureBatch(CacheParts parts, SharedTasks tasks, One one, Consumer<EnsureOutcome> listener) {
    this.parts = parts;
    this.tasks = tasks;
    this.one = one;
    this.listener = listener;
  }

  /** The outcomes, in the order of the models. */
  List<EnsureOutcome> run(List<Model> models) {
    Queue<Group> queue = grouped(models);
    report(models.size());
    tasks.slots().expect(queue.size());
    unsettled.set(queue.size());
    try {
      tasks.runAll(() -> runFrom(queue, models.size()), Math.min(runners(), queue.size()), stop);
    } catch (CacheException e) {
      if (e.kind() != CacheException.Kind.INTERNAL) {
        throw e;
      }
      // One thread ended, for instance for lack of memory; the others have gone on.
      models.forEach(model -> outcomes.computeIfAbsent(model.name(), name -> failed(model, e)));
    } finally {
      tasks.slots().expect(-unsettled.getAndSet(0));
    }
    return models.stream().map(model -> outcomes.get(model.name())).toList();
  }

  /** Another model needs no slot any more; all of them if the batch has ended. */
  private void settled() {
    if (unsettled.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
      tasks.slots().expect(-1);
    }
  }

  private void report(int all) {
    parts.progress().on(Progress.Work.ofAll(Progress.WorkKind.ENSURE, outcomes.size(), all));
  }

  private Queue<Group> grouped(List<Model> models) {
    Map<Sha256, Group> groups = new LinkedHashMap<>();
    InFlightFragments inFlight = new InFlightFragments();
    Set<SourceLocation> distrusted = ConcurrentHashMap.newKeySet();
    for (Model model : models) {
      groups
          .computeIfAbsent(
              model.sha256(),
              key ->
                  new Group(
                      tasks
                          .ticket(groups.size(), model, inFlight, distrusted)
                          .within(WaitLimit.until(stop)),
                      new ArrayList<>()))
          .models()
          .add(model);
    }
    return new ConcurrentLinkedQueue<>(groups.values());
  }

  private void runFrom(Queue<Group> queue, int all) {
    for (Group group = queue.poll(); group != null; group = queue.poll()) {
      if (stop.isCancelled()) {
        return;
      }
      try (InFlightFragments.Claim claim = group.ticket().claim()) {
        for (Model model : group.models()) {
          EnsureOutcome outcome = one.run(model, group.ticket());
          outcomes.put(model.name(), outcome);
          listener.accept(outcome);
          report(all);
        }
      }
      settled();
    }
  }

  private EnsureOutcome failed(Model model, CacheException failure) {
    return EnsureOutcome.of(model.name(), tasks.reported(model, failure.about(model.name())));
  }

  /**
   * More runners than download slots, so that some models are checked, stored and recorded while
   * others are fetched. A single slot keeps the models in order, which a bundle that is read as a
   * stream requires.
   */
  private int runners() {
    Parallelism parallel = parts.settings().parallel();
    return parallel.max() == 1 ? 1 : RUNNERS_PER_SLOT * parallel.max();
  }

  /** Makes one model available, in a thread of the batch. */
  interface One {

    EnsureOutcome run(Model model, DownloadTicket ticket);
  }

  /**
   * Models of the same content: fetched for the first one.
   *
   * @param models in the order in which they were asked for
   */
  private record Group(DownloadTicket ticket, List<Model> models) {}
}

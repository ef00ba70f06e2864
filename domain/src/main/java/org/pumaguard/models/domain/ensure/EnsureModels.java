package org.pumaguard.models.domain.ensure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.EnsureOutcome;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.concurrent.DownloadTicket;
import org.pumaguard.models.domain.concurrent.InFlightFragments;
import org.pumaguard.models.domain.concurrent.WaitLimit;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.CacheView;
import org.pumaguard.models.domain.state.LayeredCacheView;
import org.pumaguard.models.domain.state.ModelCheck;
import org.pumaguard.models.domain.state.UnpackedDirectory;
import org.pumaguard.models.domain.state.Verdict;
import org.pumaguard.models.domain.verify.Verification;

/**
 * Makes models available, one or many at once. The state of a model is checked once without a lock;
 * a model that is not settled then is handed to one task, which all callers of the same model
 * share. Safe for use by many threads.
 */
public final class EnsureModels {

  private static final int RUNNERS_PER_SLOT = 2;

  private final CacheParts parts;
  private final LayeredCacheView views;
  private final SharedTasks tasks;

  public EnsureModels(CacheParts parts, LayeredCacheView views) {
    this(parts, views, new SharedTasks(parts));
  }

  private EnsureModels(CacheParts parts, LayeredCacheView views, SharedTasks tasks) {
    this.parts = parts;
    this.views = views;
    this.tasks = tasks;
  }

  /** The same for models of another registry, with the same download slots. */
  EnsureModels beside(CacheParts others, LayeredCacheView view, EnsureTask.Replacing rule) {
    return new EnsureModels(others, view, tasks.beside(others, rule));
  }

  /** Checks the state of a model. Non-blocking: takes no lock and reads no file. */
  public ModelCheck check(Model model) {
    try {
      return views.check(model);
    } catch (IOException e) {
      throw CacheException.storage(model.name(), e);
    }
  }

  /** The result for a settled model; empty for any other. */
  public static Optional<EnsureResult> settled(ModelCheck check, Model model) {
    return check instanceof ModelCheck.Settled settled
        ? Optional.of(hit(settled.view(), model))
        : Optional.empty();
  }

  /** As {@link #one(Model, ModelCheck, WaitLimit)} without a limit. */
  public EnsureResult one(Model model, ModelCheck check) {
    return one(model, check, WaitLimit.none());
  }

  /**
   * Makes one model available.
   *
   * @param check its state
   * @param limit ends the wait of this caller
   */
  public EnsureResult one(Model model, ModelCheck check, WaitLimit limit) {
    DownloadTicket ticket = tasks.single(model).within(limit);
    try (InFlightFragments.Claim claim = ticket.claim()) {
      return ensure(model, ticket, check);
    }
  }

  /** Makes several models available. A failure of one does not stop the others. */
  public List<EnsureOutcome> all(List<Model> models) {
    Map<Sha256, Group> groups = new LinkedHashMap<>();
    InFlightFragments inFlight = new InFlightFragments();
    Set<SourceLocation> distrusted = ConcurrentHashMap.newKeySet();
    for (Model model : models) {
      groups
          .computeIfAbsent(
              model.sha256(),
              key ->
                  new Group(
                      tasks.ticket(groups.size(), model, inFlight, distrusted), new ArrayList<>()))
          .models()
          .add(model);
    }
    Queue<Group> queue = new ConcurrentLinkedQueue<>(groups.values());
    Map<ModelName, EnsureOutcome> outcomes = new ConcurrentHashMap<>();
    Runnable runner =
        () -> {
          for (Group group = queue.poll(); group != null; group = queue.poll()) {
            try (InFlightFragments.Claim claim = group.ticket().claim()) {
              for (Model model : group.models()) {
                outcomes.put(model.name(), outcome(model, group.ticket()));
              }
            }
          }
        };
    tasks.runAll(runner, Math.min(runners(), queue.size()));
    return models.stream().map(model -> outcomes.get(model.name())).toList();
  }

  /**
   * More runners than download slots, so that some models are checked, stored and recorded while
   * others are fetched. A single slot keeps the models in order, which a bundle that is read as a
   * stream requires.
   */
  private int runners() {
    int parallel = parts.settings().parallel();
    return parallel == 1 ? 1 : RUNNERS_PER_SLOT * parallel;
  }

  /** Repairs what was found damaged. A failure of one model does not stop the others. */
  public List<VerifyResult> repaired(List<Verification.Finding> findings) {
    return new RepairModels(parts, tasks).run(findings);
  }

  private EnsureOutcome outcome(Model model, DownloadTicket ticket) {
    try {
      return EnsureOutcome.of(ensure(model, ticket, check(model)));
    } catch (RuntimeException | Error e) {
      return EnsureOutcome.of(model.name(), CacheException.internal(model.name(), e));
    }
  }

  private EnsureResult ensure(Model model, DownloadTicket ticket, ModelCheck check) {
    try {
      if (check instanceof ModelCheck.Settled settled) {
        return hit(settled.view(), model);
      }
      if (check instanceof ModelCheck.Known known) {
        return ensure(model, ticket, known.verdict());
      }
      if (check instanceof ModelCheck.Unread unread) {
        return ensure(model, ticket, views.determine(model, unread.sighting()));
      }
      Optional<CacheView> base = views.baseOf(model);
      return base.isPresent()
          ? hit(base.get(), model)
          : ensure(model, ticket, views.determine(model));
    } catch (IOException e) {
      throw CacheException.storage(model.name(), e);
    }
  }

  private EnsureResult ensure(Model model, DownloadTicket ticket, Verdict verdict)
      throws IOException {
    if (verdict.isHit()) {
      verdict.entry().ifPresent(entry -> parts.view().used(entry, parts.clock()));
      return hit(parts.view(), model);
    }
    if (parts.view().isUsable(verdict, model) || hasCopiedDirectory(verdict, model)) {
      record(model, ticket, verdict);
      return hit(parts.view(), model);
    }
    return tasks.run(model, ticket, verdict);
  }

  /** As in a copied cache directory, which may be read-only. */
  private boolean hasCopiedDirectory(Verdict verdict, Model model) throws IOException {
    return verdict instanceof Verdict.Cached
        && model.unpack().isPresent()
        && new UnpackedDirectory(parts, model.name(), model.unpack().get())
            .isCopyOf(model.sha256(), new Cancellation());
  }

  /** Records a model that needs no fetch; in a read-only directory it is handed out unrecorded. */
  private void record(Model model, DownloadTicket ticket, Verdict verdict) {
    try {
      tasks.task(model, ticket, new Cancellation()).settle(verdict);
    } catch (IOException e) {
      return;
    }
  }

  private static EnsureResult hit(CacheView view, Model model) {
    return new EnsureResult(model.name(), view.path(model), ModelState.CACHED, 0, 0, List.of());
  }

  /**
   * Models of the same content: fetched for the first one.
   *
   * @param models in the order in which they were asked for
   */
  private record Group(DownloadTicket ticket, List<Model> models) {}
}

package org.pumaguard.models.domain.ensure;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.EnsureOutcome;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.concurrent.DownloadTicket;
import org.pumaguard.models.domain.concurrent.InFlightFragments;
import org.pumaguard.models.domain.concurrent.WaitLimit;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.CacheView;
import org.pumaguard.models.domain.state.LayeredCacheView;
import org.pumaguard.models.domain.state.ModelCheck;
import org.pumaguard.models.domain.state.Sighting;
import org.pumaguard.models.domain.state.UnpackedDirectory;
import org.pumaguard.models.domain.state.Verdict;
import org.pumaguard.models.domain.verify.Verification;

/**
 * Makes models available, one or many at once. The state of a model is checked once without a lock;
 * a model that is not settled then is handed to one task, which all callers of the same model
 * share. Safe for use by many threads.
 */
public final class EnsureModels {

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

  /** Ends all waits for models with kind {@code CLOSED}, and cancels the fetches. */
  public void close() {
    tasks.close();
  }

  /** Checks the state of a model. Non-blocking: takes no lock and reads no file. */
  public ModelCheck check(Model model) {
    return check(model, one -> false);
  }

  private ModelCheck check(Model model, Predicate<Model> missing) {
    try {
      return views.check(model, missing);
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

  /** As {@link #check}; a failure is reported as that of an ensure. */
  public ModelCheck begin(Model model) {
    return begin(model, one -> false);
  }

  private ModelCheck begin(Model model, Predicate<Model> missing) {
    try {
      return check(model, missing);
    } catch (RuntimeException | Error e) {
      throw reported(model, e);
    }
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
      return ensure(model, ticket, check, verdict -> tasks.run(model, ticket, verdict));
    }
  }

  /**
   * Makes several models available. A failure of one does not stop the others.
   *
   * @param listener receives each outcome as soon as it is known
   */
  public List<EnsureOutcome> all(List<Model> models, Consumer<EnsureOutcome> listener) {
    Predicate<Model> missing = views.missing(models);
    return new EnsureBatch(
            parts, tasks, (model, ticket) -> outcome(model, ticket, missing), listener)
        .run(models);
  }

  /** Repairs what was found damaged. A failure of one model does not stop the others. */
  public List<VerifyResult> repaired(List<Verification.Finding> findings) {
    return new RepairModels(parts, tasks).run(findings);
  }

  private EnsureOutcome outcome(Model model, DownloadTicket ticket, Predicate<Model> missing) {
    try {
      return EnsureOutcome.of(
          ensure(
              model,
              ticket,
              begin(model, missing),
              verdict -> tasks.runInExecutor(model, ticket, verdict)));
    } catch (RuntimeException | Error e) {
      return EnsureOutcome.of(model.name(), CacheException.internal(model.name(), e));
    }
  }

  /**
   * Makes a model available.
   *
   * @param fetching joins the task for a model that is not present
   */
  private EnsureResult ensure(
      Model model,
      DownloadTicket ticket,
      ModelCheck check,
      Function<Verdict, EnsureResult> fetching) {
    Verdict verdict;
    try {
      if (check instanceof ModelCheck.Settled settled) {
        return hit(settled.view(), model);
      }
      Optional<CacheView> base =
          check instanceof ModelCheck.UnreadBase ? views.baseOf(model) : Optional.empty();
      if (base.isPresent()) {
        return hit(base.get(), model);
      }
      verdict = determine(model, check, ticket.limit().cancellation());
      if (isPresent(model, ticket, verdict)) {
        return hit(parts.view(), model);
      }
    } catch (IOException e) {
      throw reported(model, CacheException.storage(model.name(), e));
    } catch (RuntimeException | Error e) {
      throw reported(model, e);
    }
    return fetching.apply(verdict);
  }

  /** A failure of the work before the task, which reports its own. */
  private CacheException reported(Model model, Throwable cause) {
    return tasks.reported(model, CacheException.internal(model.name(), cause));
  }

  private Verdict determine(Model model, ModelCheck check, Cancellation cancellation)
      throws IOException {
    if (check instanceof ModelCheck.Known known) {
      return known.verdict();
    }
    Sighting sighting =
        check instanceof ModelCheck.Unread unread
            ? unread.sighting()
            : parts.view().look(model.name());
    return views.determine(model, sighting, cancellation);
  }

  private boolean isPresent(Model model, DownloadTicket ticket, Verdict verdict)
      throws IOException {
    if (verdict.isHit()) {
      verdict.entry().ifPresent(entry -> parts.view().used(entry, parts.clock()));
      return true;
    }
    boolean isUsable = parts.view().isUsable(verdict, model) || hasCopiedDirectory(verdict, model);
    if (isUsable) {
      record(model, ticket, verdict);
    }
    return isUsable;
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
}

package org.pumaguard.models.domain.state;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.ModelStatus;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.policy.ModelLength;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * The state of models in the base directories and the cache directory. Changes nothing but the
 * marks of damaged files in base directories. Safe for use by many threads.
 */
public final class LayeredCacheView {

  /** A registry of this size is compared with the list of the directory. */
  private static final int MANY_MODELS = 100;

  private final CacheParts parts;
  private final RecordRecovery recovery;
  private final BaseLayers bases;
  private final LearntSizes sizes;
  private final Set<ModelName> obstructed = ConcurrentHashMap.newKeySet();

  public LayeredCacheView(CacheParts parts, RecordRecovery recovery) {
    this.parts = parts;
    this.recovery = recovery;
    this.bases = new BaseLayers(parts);
    this.sizes = new LearntSizes(parts);
  }

  /**
   * The status of a model in the first directory that can hand it out, else in the cache directory.
   * Also damaged if a base directory has it damaged and the cache directory does not have it. Warns
   * once of an obstacle at the model's path.
   */
  public ModelStatus status(Model model) {
    return status(model, Optional.empty());
  }

  /** The status of each model, as {@link #status}. */
  public List<ModelStatus> statuses(Collection<Model> models) {
    Optional<Listing> listing = listing(models);
    return models.stream().map(model -> status(model, listing)).toList();
  }

  /**
   * Which of these models the cache directory surely lacked when it was listed now: none of a few,
   * which are looked up one by one.
   */
  public Predicate<Model> missing(Collection<Model> models) {
    Optional<Listing> listing = listing(models);
    return model -> listing.isPresent() && listing.get().lacks(model);
  }

  private Optional<Listing> listing(Collection<Model> models) {
    return models.size() < MANY_MODELS ? Optional.empty() : Listing.of(parts.view().store());
  }

  private ModelStatus status(Model model, Optional<Listing> listing) {
    try {
      Optional<ModelStatus> damaged = Optional.empty();
      for (BaseLayers.Copy copy : bases.of(model)) {
        Verdict verdict = determine(copy, model);
        if (copy.view().isUsable(verdict, model)) {
          return status(copy.view(), model, verdict);
        }
        if (verdict instanceof Verdict.Damaged && damaged.isEmpty()) {
          damaged = Optional.of(status(copy.view(), model, verdict));
        }
      }
      ModelStatus own = own(model, listing);
      return own.state() == ModelState.MISSING ? damaged.orElse(own) : own;
    } catch (IOException e) {
      throw CacheException.storage(model.name(), e);
    }
  }

  private ModelStatus own(Model model, Optional<Listing> listing) throws IOException {
    if (listing.isPresent() && listing.get().lacks(model)) {
      ModelLength size = sizes.of(model);
      return new ModelStatus(
          model,
          ModelState.MISSING,
          size.bytes(),
          size.isEstimate(),
          Optional.empty(),
          Optional.empty());
    }
    ModelStatus own = status(parts.view(), model, determine(model));
    warnIfObstructed(own);
    return own;
  }

  private void warnIfObstructed(ModelStatus own) throws IOException {
    ModelName name = own.model().name();
    if (own.path().isPresent() || own.state() == ModelState.DAMAGED) {
      return;
    }
    Optional<String> obstacle = parts.view().store().models().obstacle(name);
    if (obstacle.isPresent() && obstructed.add(name)) {
      CacheException refusal =
          CacheException.obstructed(name, obstacle.get(), parts.view().path(own.model()));
      parts.progress().warn(refusal.hint().after(String.valueOf(refusal.getMessage())));
    }
  }

  /** The base directory that has a model. Damaged files found meanwhile are marked. */
  public Optional<CacheView> baseOf(Model model) throws IOException {
    for (BaseLayers.Copy copy : bases.of(model)) {
      boolean isCondemned = bases.isCondemned(copy, model);
      Verdict verdict = determine(copy, model);
      if (copy.view().isUsable(verdict, model)) {
        return Optional.of(copy.view());
      }
      if (verdict instanceof Verdict.Damaged && !isCondemned) {
        bases.condemn(copy, model);
        bases.warn(copy, model);
      }
    }
    return Optional.empty();
  }

  private Verdict determine(BaseLayers.Copy copy, Model model) throws IOException {
    return bases.isCondemned(copy, model)
        ? new Verdict.Damaged(copy.seen(), Optional.empty())
        : determine(copy.view(), model, copy.view().look(model.name()), new Cancellation());
  }

  /** Checks the state of a model without a lock and without reading a file. */
  public ModelCheck check(Model model) throws IOException {
    return check(model, one -> false);
  }

  /**
   * The same.
   *
   * @param missing what {@link #missing} has found
   */
  public ModelCheck check(Model model, Predicate<Model> missing) throws IOException {
    for (BaseLayers.Copy copy : bases.of(model)) {
      if (bases.isCondemned(copy, model)) {
        continue;
      }
      if (copy.view().look(model.name()) instanceof Sighting.Present sighting) {
        Optional<Verdict> verdict = check(copy.view(), model).atOnce(sighting);
        if (verdict.isEmpty()) {
          return new ModelCheck.UnreadBase();
        }
        if (copy.view().isUsable(verdict.get(), model)) {
          return new ModelCheck.Settled(copy.view());
        }
      }
    }
    return missing.test(model) ? new ModelCheck.Known(new Verdict.Missing()) : checkOwn(model);
  }

  private ModelCheck checkOwn(Model model) throws IOException {
    CacheView view = parts.view();
    if (!(view.look(model.name()) instanceof Sighting.Present sighting)) {
      return new ModelCheck.Known(new Verdict.Missing());
    }
    StateCheck check = check(view, model);
    Optional<Verdict> verdict = check.atOnce(sighting);
    if (verdict.isEmpty()) {
      return new ModelCheck.Unread(sighting);
    }
    return verdict.get().isHit()
            && CacheView.isUsed(verdict.get().entry().orElseThrow(), check.at())
        ? new ModelCheck.Settled(view)
        : new ModelCheck.Known(verdict.get());
  }

  /** The state of a model in the cache directory. */
  public Verdict determine(Model model) throws IOException {
    return determine(model, parts.view().look(model.name()), new Cancellation());
  }

  /**
   * The state of a model in the cache directory. A file that seems damaged and has no record may be
   * a version whose record was lost: the record is recovered first if stored content shows it.
   */
  public Verdict determine(Model model, Sighting sighting, Cancellation cancellation)
      throws IOException {
    Verdict verdict = determine(parts.view(), model, sighting, cancellation);
    return verdict instanceof Verdict.Damaged damaged
            && damaged.entry().isEmpty()
            && recovery.recordLinked(List.of(model.name()))
        ? determine(parts.view(), model, parts.view().look(model.name()), cancellation)
        : verdict;
  }

  private Verdict determine(
      CacheView view, Model model, Sighting sighting, Cancellation cancellation)
      throws IOException {
    return check(view, model).determine(sighting, cancellation, parts.progress());
  }

  private StateCheck check(CacheView view, Model model) {
    return new StateCheck(view, model, parts.settings().verify(), parts.clock().instant());
  }

  private ModelStatus status(CacheView view, Model model, Verdict verdict) throws IOException {
    boolean isWhole = verdict instanceof Verdict.Cached || verdict instanceof Verdict.Outdated;
    ModelLength size =
        verdict instanceof Verdict.Cached cached
            ? ModelLength.exactly(OptionalLong.of(cached.file().size()))
            : sizes.of(model);
    return new ModelStatus(
        model,
        verdict instanceof Verdict.Missing && isBegun(view, model)
            ? ModelState.PARTIAL
            : isHalfUpdated(model, verdict) ? ModelState.OUTDATED : verdict.state(),
        size.bytes(),
        size.isEstimate(),
        isWhole ? Optional.of(view.path(model)) : Optional.empty(),
        verdict.entry());
  }

  /**
   * Whether an update was interrupted between the file and its unpacked directory, which then is
   * that of the recorded version.
   */
  private static boolean isHalfUpdated(Model model, Verdict verdict) {
    return verdict instanceof Verdict.Cached
        && model.unpack().isPresent()
        && verdict.entry().filter(it -> !it.sha256().equals(model.sha256())).isPresent();
  }

  private static boolean isBegun(CacheView view, Model model) throws IOException {
    return view.store()
        .partials()
        .find(model.publication().sha256())
        .filter(partial -> partial.size() > 0)
        .isPresent();
  }
}

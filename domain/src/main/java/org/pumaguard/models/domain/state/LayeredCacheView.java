package org.pumaguard.models.domain.state;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.ModelStatus;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.policy.VerifyPolicy;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * The base directories and the cache directory, and how a model stands in them. Changes nothing but
 * what is noted of damaged files in base directories.
 */
public final class LayeredCacheView {

  private final CacheParts parts;
  private final RecordRecovery recovery;
  private final BaseLayers bases;
  private final Set<ModelName> obstructed = ConcurrentHashMap.newKeySet();

  public LayeredCacheView(CacheParts parts, RecordRecovery recovery) {
    this.parts = parts;
    this.recovery = recovery;
    this.bases = new BaseLayers(parts);
  }

  /**
   * How a model stands where it is found first. It is damaged also where a base directory has it
   * damaged, and there is nothing of it in the cache directory. Warns, but once, of what is no file
   * where the model has to be.
   */
  public ModelStatus status(Model model) {
    try {
      Optional<ModelStatus> damaged = Optional.empty();
      for (BaseLayers.Copy copy : bases.of(model)) {
        CacheView.Verdict verdict = judge(copy, model);
        if (copy.shelf().isUsable(verdict, model)) {
          return status(copy.shelf(), model, verdict);
        }
        if (verdict.state() == ModelState.DAMAGED && damaged.isEmpty()) {
          damaged = Optional.of(status(copy.shelf(), model, verdict));
        }
      }
      ModelStatus own = status(parts.shelf(), model, judge(model));
      warnIfObstructed(own);
      return own.state() == ModelState.MISSING ? damaged.orElse(own) : own;
    } catch (IOException e) {
      throw CacheException.storage(model.name().value(), e);
    }
  }

  private void warnIfObstructed(ModelStatus own) throws IOException {
    ModelName name = own.model().name();
    if (own.path().isPresent() || own.state() == ModelState.DAMAGED) {
      return;
    }
    Optional<String> obstacle = parts.shelf().store().models().obstacle(name);
    if (obstacle.isPresent() && obstructed.add(name)) {
      CacheException refusal =
          CacheException.obstructed(name, obstacle.get(), parts.shelf().path(own.model()));
      parts.progress().warn(refusal.hint().after(String.valueOf(refusal.getMessage())));
    }
  }

  /** The base directory that has a model; what is damaged there is remembered. */
  public Optional<CacheView> baseOf(Model model) throws IOException {
    for (BaseLayers.Copy copy : bases.of(model)) {
      boolean isCondemned = bases.isCondemned(copy, model);
      CacheView.Verdict verdict = judge(copy, model);
      if (copy.shelf().isUsable(verdict, model)) {
        return Optional.of(copy.shelf());
      }
      if (verdict.state() == ModelState.DAMAGED && !isCondemned) {
        bases.condemn(copy, model);
        bases.warn(copy, model);
      }
    }
    return Optional.empty();
  }

  private CacheView.Verdict judge(BaseLayers.Copy copy, Model model) throws IOException {
    return bases.isCondemned(copy, model)
        ? CacheView.Verdict.damaged(copy.seen(), Optional.empty())
        : judge(copy.shelf(), model);
  }

  /**
   * The directory that has a model about which nothing is left to be done; empty also where that
   * can't be told without reading a file.
   */
  public Optional<CacheView> settled(Model model) throws IOException {
    VerifyPolicy policy = parts.settings().verify();
    Instant now = parts.clock().instant();
    for (BaseLayers.Copy copy : bases.of(model)) {
      if (bases.isCondemned(copy, model)) {
        continue;
      }
      Optional<CacheView.Verdict> verdict = copy.shelf().judgeAtOnce(model, policy, now);
      if (verdict.isEmpty() || copy.shelf().isUsable(verdict.get(), model)) {
        return verdict.map(hit -> copy.shelf());
      }
    }
    return parts
        .shelf()
        .judgeAtOnce(model, policy, now)
        .filter(CacheView.Verdict::isHit)
        .flatMap(CacheView.Verdict::entry)
        .filter(entry -> CacheView.isUsed(entry, now))
        .map(entry -> parts.shelf());
  }

  /**
   * How a model stands in the cache directory. What is not recorded, and not what the registry
   * names, may be a version that was: that is looked for before it is called damaged.
   */
  public CacheView.Verdict judge(Model model) throws IOException {
    CacheView.Verdict verdict = judge(parts.shelf(), model);
    return verdict.state() == ModelState.DAMAGED
            && verdict.entry().isEmpty()
            && recovery.recordLinked(List.of(model.name()))
        ? judge(parts.shelf(), model)
        : verdict;
  }

  private CacheView.Verdict judge(CacheView shelf, Model model) throws IOException {
    return shelf.judge(
        model,
        parts.settings().verify(),
        parts.clock().instant(),
        new Cancellation(),
        parts.progress());
  }

  private static ModelStatus status(CacheView shelf, Model model, CacheView.Verdict verdict) {
    boolean whole = verdict.state() == ModelState.CACHED || verdict.state() == ModelState.OUTDATED;
    OptionalLong cachedSize =
        verdict.state() == ModelState.CACHED
            ? verdict
                .fingerprint()
                .map(Fingerprint::size)
                .map(OptionalLong::of)
                .orElse(model.size())
            : model.size();
    return new ModelStatus(
        model,
        verdict.state(),
        cachedSize,
        whole ? Optional.of(shelf.path(model)) : Optional.empty(),
        verdict.entry());
  }
}

package org.pumaguard.models.domain.cache;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
final class Shelves {

  private final CacheParts parts;
  private final Recovery recovery;
  private final BaseCopies bases;
  private final Set<ModelName> obstructed = ConcurrentHashMap.newKeySet();

  Shelves(CacheParts parts, Recovery recovery) {
    this.parts = parts;
    this.recovery = recovery;
    this.bases = new BaseCopies(parts);
  }

  /**
   * How a model stands where it is found first. It is damaged also where a base directory has it
   * damaged, and there is nothing of it in the cache directory. Warns, but once, of what is no file
   * where the model has to be.
   */
  ModelStatus status(Model model) {
    try {
      Optional<ModelStatus> damaged = Optional.empty();
      for (BaseCopies.Copy copy : bases.of(model)) {
        Shelf.Verdict verdict = judge(copy, model);
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
    Optional<String> obstacle = parts.shelf().store().obstacle(name);
    if (obstacle.isPresent() && obstructed.add(name)) {
      CacheException refusal =
          CacheException.obstructed(name, obstacle.get(), parts.shelf().path(own.model()));
      parts.progress().warn(refusal.getMessage() + "; " + refusal.hint());
    }
  }

  /** The base directory that has a model; what is damaged there is remembered. */
  Optional<Shelf> baseOf(Model model) throws IOException {
    for (BaseCopies.Copy copy : bases.of(model)) {
      boolean isCondemned = bases.isCondemned(copy, model);
      Shelf.Verdict verdict = judge(copy, model);
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

  private Shelf.Verdict judge(BaseCopies.Copy copy, Model model) throws IOException {
    return bases.isCondemned(copy, model)
        ? Shelf.Verdict.damaged(copy.seen(), Optional.empty())
        : judge(copy.shelf(), model);
  }

  /**
   * The directory that has a model about which nothing is left to be done; empty also where that
   * can't be told without reading a file.
   */
  Optional<Shelf> settled(Model model) throws IOException {
    VerifyPolicy policy = parts.settings().verify();
    Instant now = parts.clock().instant();
    for (BaseCopies.Copy copy : bases.of(model)) {
      if (bases.isCondemned(copy, model)) {
        continue;
      }
      Optional<Shelf.Verdict> verdict = copy.shelf().judgeAtOnce(model, policy, now);
      if (verdict.isEmpty() || copy.shelf().isUsable(verdict.get(), model)) {
        return verdict.map(hit -> copy.shelf());
      }
    }
    return parts
        .shelf()
        .judgeAtOnce(model, policy, now)
        .filter(Shelf.Verdict::isHit)
        .flatMap(Shelf.Verdict::entry)
        .filter(entry -> Shelf.isUsed(entry, now))
        .map(entry -> parts.shelf());
  }

  /**
   * How a model stands in the cache directory. What is not recorded, and not what the registry
   * names, may be a version that was: that is looked for before it is called damaged.
   */
  Shelf.Verdict judge(Model model) throws IOException {
    Shelf.Verdict verdict = judge(parts.shelf(), model);
    return verdict.state() == ModelState.DAMAGED
            && verdict.entry().isEmpty()
            && recovery.recordLinked(List.of(model.name()))
        ? judge(parts.shelf(), model)
        : verdict;
  }

  private Shelf.Verdict judge(Shelf shelf, Model model) throws IOException {
    return shelf.judge(
        model,
        parts.settings().verify(),
        parts.clock().instant(),
        new Cancellation(),
        parts.progress());
  }

  private static ModelStatus status(Shelf shelf, Model model, Shelf.Verdict verdict) {
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

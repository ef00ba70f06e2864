package org.pumaguard.models.domain.cache;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.policy.VerifyPolicy;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * The base directories and the cache directory, and how a model stands in them. Changes nothing.
 */
final class Shelves {

  private final CacheParts parts;
  private final Recovery recovery;
  private final List<Shelf> bases;

  Shelves(CacheParts parts, Recovery recovery) {
    this.parts = parts;
    this.recovery = recovery;
    this.bases = parts.bases().stream().map(Shelf::new).toList();
  }

  /** How a model stands where it is found first. */
  ModelStatus status(Model model) {
    try {
      for (Shelf base : bases) {
        Shelf.Verdict verdict = judge(base, model);
        if (isHit(verdict, model)) {
          return status(base, model, verdict);
        }
      }
      return status(parts.shelf(), model, judge(model));
    } catch (IOException e) {
      throw CacheException.storage(model.name().value(), e);
    }
  }

  /** The base directory that has a model. */
  Optional<Shelf> baseOf(Model model) throws IOException {
    for (Shelf base : bases) {
      if (isHit(judge(base, model), model)) {
        return Optional.of(base);
      }
    }
    return Optional.empty();
  }

  /**
   * The directory that has a model about which nothing is left to be done; empty also where that
   * can't be told without reading a file.
   */
  Optional<Shelf> settled(Model model) throws IOException {
    VerifyPolicy policy = parts.settings().verify();
    Instant now = parts.clock().instant();
    for (Shelf base : bases) {
      Optional<Shelf.Verdict> verdict = base.judgeAtOnce(model, policy, now);
      if (verdict.isEmpty() || isHit(verdict.get(), model)) {
        return verdict.map(hit -> base);
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

  /**
   * In a base the record may be old, since nobody may write it: what was read and is right counts.
   */
  private static boolean isHit(Shelf.Verdict verdict, Model model) {
    return verdict.isHit() || (verdict.state() == ModelState.CACHED && model.unpack().isEmpty());
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

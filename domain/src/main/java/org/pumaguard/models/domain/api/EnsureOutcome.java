package org.pumaguard.models.domain.api;

import java.util.Optional;
import org.pumaguard.models.domain.model.ModelName;

/** The outcome of one model of a batch: it is available, or it failed. */
public sealed interface EnsureOutcome {

  /** The outcome of an available model. */
  static EnsureOutcome of(EnsureResult result) {
    return new Ensured(result);
  }

  /** The outcome of a model that failed. */
  static EnsureOutcome of(ModelName name, CacheException cause) {
    return new Failed(name, cause);
  }

  /** The model. */
  ModelName name();

  /** The result of an available model; empty if it failed. */
  default Optional<EnsureResult> ensured() {
    return Optional.empty();
  }

  /** The failure; empty if the model is available. */
  default Optional<CacheException> failure() {
    return Optional.empty();
  }

  /** The model is available. */
  record Ensured(EnsureResult result) implements EnsureOutcome {

    @Override
    public ModelName name() {
      return result.name();
    }

    @Override
    public Optional<EnsureResult> ensured() {
      return Optional.of(result);
    }
  }

  /** The model is unknown, or could not be fetched, verified or published. */
  record Failed(ModelName name, CacheException cause) implements EnsureOutcome {

    @Override
    public Optional<CacheException> failure() {
      return Optional.of(cause);
    }
  }
}

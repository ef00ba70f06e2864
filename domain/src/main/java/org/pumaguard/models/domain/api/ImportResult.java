package org.pumaguard.models.domain.api;

import java.util.List;
import java.util.Optional;

/** The result of a bundle import. */
public sealed interface ImportResult {

  /** The outcome of each model, in the order of the bundle's registry. */
  List<EnsureOutcome> outcomes();

  /** Why the bundle was refused; empty if it was read completely. */
  default Optional<CacheException> refusal() {
    return Optional.empty();
  }

  /** The bundle was read to its end. Single models may have failed. */
  record Complete(List<EnsureOutcome> outcomes) implements ImportResult {

    public Complete {
      outcomes = List.copyOf(outcomes);
    }
  }

  /**
   * The bundle's registry is valid, but a later part of the bundle is malformed. Models that were
   * verified before that part are available.
   */
  record Refused(List<EnsureOutcome> outcomes, CacheException cause) implements ImportResult {

    public Refused {
      outcomes = List.copyOf(outcomes);
    }

    @Override
    public Optional<CacheException> refusal() {
      return Optional.of(cause);
    }
  }
}

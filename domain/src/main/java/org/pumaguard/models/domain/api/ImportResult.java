package org.pumaguard.models.domain.api;

import java.util.List;
import java.util.Optional;

/**
 * What came of a bundle.
 *
 * @param outcomes how each of its models fared, in the order of its registry
 * @param refusal why the bundle as a whole is no good, though its registry is; models that were
 *     complete before that was seen are available all the same
 */
public record ImportResult(List<EnsureOutcome> outcomes, Optional<CacheException> refusal) {

  public ImportResult {
    outcomes = List.copyOf(outcomes);
  }
}

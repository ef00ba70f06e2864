package org.pumaguard.models.domain.api;

import java.util.Optional;
import org.pumaguard.models.domain.model.ModelName;

/**
 * How one model of several fared: exactly one of the two is present.
 *
 * @param ensured the model is available
 * @param failure it is not
 */
public record EnsureOutcome(
    ModelName name, Optional<EnsureResult> ensured, Optional<CacheException> failure) {

  public static EnsureOutcome of(EnsureResult ensured) {
    return new EnsureOutcome(ensured.name(), Optional.of(ensured), Optional.empty());
  }

  public static EnsureOutcome of(ModelName name, CacheException failure) {
    return new EnsureOutcome(name, Optional.empty(), Optional.of(failure));
  }
}

package org.pumaguard.models.domain.cache;

import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.api.ModelStatus;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.LayeredCacheView;

/** Replaces the failure of a fetch by the cached version of the model, if it is only outdated. */
record OutdatedFallback(CacheParts parts, LayeredCacheView view) {

  /**
   * The cached version of a model, with a warning.
   *
   * @throws CacheException the failure, if no outdated version is cached
   */
  EnsureResult find(ModelName name, CacheException failure) {
    Optional<Model> model = parts.registry().getNow().find(name);
    Optional<ModelStatus> outdated =
        model.map(view::status).filter(status -> status.state() == ModelState.OUTDATED);
    if (outdated.isEmpty()) {
      throw failure;
    }
    parts.progress().warn("using the outdated version on disk: " + failure.getMessage());
    return new EnsureResult(
        name, parts.view().path(outdated.get().model()), ModelState.OUTDATED, 0, 0, List.of());
  }
}

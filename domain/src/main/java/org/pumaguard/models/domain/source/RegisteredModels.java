package org.pumaguard.models.domain.source;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.SourceRegistry;

/**
 * Looks up the models that a caller names.
 *
 * @param registry called for each lookup
 */
public record RegisteredModels(Supplier<SourceRegistry> registry) {

  /**
   * The model of this name.
   *
   * @throws CacheException if the registry has no such model
   */
  public Model require(ModelName name) {
    SourceRegistry known = registry.get();
    return known.find(name).orElseThrow(() -> CacheException.unknownModel(name, known.names()));
  }

  /**
   * The models of these names, each once, in their order; all models if there is no name.
   *
   * @throws CacheException if the registry lacks one of them
   */
  public List<Model> select(Collection<ModelName> names) {
    return names.isEmpty()
        ? List.copyOf(registry.get().models())
        : names.stream().distinct().map(this::require).toList();
  }
}

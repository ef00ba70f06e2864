package org.pumaguard.models.domain.cache;

import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.model.ModelName;

/** Names of models as callers have them. */
public final class ModelNames {

  private ModelNames() {}

  /**
   * A name.
   *
   * @throws CacheException of kind UNKNOWN_MODEL if no registry can contain such a name
   */
  public static ModelName parse(String text) {
    try {
      return ModelName.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CacheException(
          CacheException.Kind.UNKNOWN_MODEL,
          "no model has such a name: " + e.getMessage(),
          Hint.LIST_REGISTRY,
          e);
    }
  }

  /** The names that a pattern can match. */
  public enum Scope {
    /** The models of the registry. */
    REGISTERED,
    /** The models that have a file in the cache directory, registered or not. */
    CACHED,
    /** Both. Without a registry, the cached ones. */
    ALL
  }
}

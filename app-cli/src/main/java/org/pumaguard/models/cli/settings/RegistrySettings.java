package org.pumaguard.models.cli.settings;

import java.time.Duration;
import java.util.List;
import org.pumaguard.models.domain.cache.CacheFactory;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.source.RegistryLoader;

/**
 * The source registry, and the sources that replace those of the registry.
 *
 * @param location the location of the registry
 * @param allowInsecure whether the registry may be fetched over plain HTTP from another machine
 * @param sources in the order in which they are tried; empty to use those of the registry
 * @param maxAge the time after which a cache that stays open reads the registry again
 */
public record RegistrySettings(
    Location location, boolean allowInsecure, List<SourceLocation> sources, Duration maxAge) {

  public RegistrySettings {
    sources = List.copyOf(sources);
  }

  /** The registry at a location, with its own sources; over https if it is on another machine. */
  public static RegistrySettings at(Location location) {
    return new RegistrySettings(location, false, List.of(), CacheFactory.MAX_AGE);
  }

  /** These settings with a registry at another location. */
  public RegistrySettings withLocation(Location other) {
    return new RegistrySettings(other, allowInsecure, sources, maxAge);
  }

  /** These settings with plain HTTP from another machine allowed or not. */
  public RegistrySettings withAllowInsecure(boolean allowed) {
    return new RegistrySettings(location, allowed, sources, maxAge);
  }

  /** These settings with other sources. */
  public RegistrySettings withSources(List<SourceLocation> others) {
    return new RegistrySettings(location, allowInsecure, others, maxAge);
  }

  /** These settings with another age. */
  public RegistrySettings withMaxAge(Duration other) {
    return new RegistrySettings(location, allowInsecure, sources, other);
  }

  /**
   * Reads the registry.
   *
   * @throws org.pumaguard.models.domain.api.CacheException if it cannot be fetched or is invalid
   */
  public SourceRegistry load(RegistryLoader loader) {
    SourceRegistry loaded = loader.load(location, allowInsecure);
    return sources.isEmpty() ? loaded : loaded.withSources(sources);
  }
}

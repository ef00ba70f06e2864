package org.pumaguard.models.server.work;

import java.util.List;
import org.pumaguard.models.domain.api.CacheUsage;
import org.pumaguard.models.domain.api.RegistryState;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.mirror.ContentLookup;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.metrics.CacheMetrics;
import org.pumaguard.models.server.settings.ServerSettings;

/**
 * Readiness, disk usage and model counts of the whole cache. Figures that need a walk through the
 * cache are reused for 5 s. Thread-safe.
 */
public final class CacheOverview implements CacheMetrics.Figures {

  private final CacheMetrics.Figures figures;
  private final ContentLookup lookup;
  private final ModelKeeper keeper;
  private final ServerSettings settings;
  private final CurrentRegistry registry;
  private final Scrubber scrubber;

  public CacheOverview(
      ModelCache cache,
      ContentLookup lookup,
      ModelKeeper keeper,
      ServerSettings settings,
      CurrentRegistry registry,
      Scrubber scrubber) {
    this.figures = CacheMetrics.figures(cache);
    this.lookup = lookup;
    this.keeper = keeper;
    this.settings = settings;
    this.registry = registry;
    this.scrubber = scrubber;
  }

  /** The required models of which no verified version is cached. */
  public List<String> missing() {
    boolean isRead = registry.state().registry().isPresent();
    List<ModelName> names = settings.wanted().all() ? keeper.required() : settings.wanted().names();
    return names.stream()
        .filter(name -> !isRead || lookup.named(name.file()).isEmpty())
        .map(ModelName::value)
        .toList();
  }

  /**
   * Whether all required models are cached. False while no registry was read, unless no models are
   * required.
   */
  public boolean isReady() {
    boolean isDefined =
        registry.state().registry().isPresent()
            || settings.wanted().equals(ServerSettings.Wanted.NONE);
    return isDefined && missing().isEmpty();
  }

  /** Whether the last reading of the registry succeeded. */
  public boolean isRegistryReadable() {
    RegistryState state = registry.state();
    return state.registry().isPresent() && state.failure().isEmpty();
  }

  /** Time of the last successful reading, in seconds since the epoch; 0 before the first. */
  public double lastRegistrySeconds() {
    return registry.state().readAt().map(at -> (double) at.getEpochSecond()).orElse(0.0);
  }

  /** Time of the last scrub in seconds since the epoch; 0 before the first. */
  public double lastScrubSeconds() {
    return scrubber.report().lastRunAt().map(at -> (double) at.getEpochSecond()).orElse(0.0);
  }

  /** Disk usage of the cache, at most 5 s old; zero if the cache cannot be read. */
  @Override
  public CacheUsage usage() {
    return figures.usage();
  }

  /** Number of models in a state, at most 5 s old; zero if the registry or cache cannot be read. */
  @Override
  public long count(ModelState state) {
    return figures.count(state);
  }
}

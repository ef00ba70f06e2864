package org.pumaguard.models.server.work;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheUsage;
import org.pumaguard.models.domain.api.ModelStatus;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.mirror.ContentLookup;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.server.settings.ServerSettings;

/**
 * How the whole cache stands. What takes a walk through it is remembered for some seconds, since
 * several ask at once, and often. Safe for use by many threads.
 */
public final class CacheOverview {

  private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();
  private static final CacheUsage NOTHING = new CacheUsage(0, 0, 0, 0, 0, 0);

  private final ModelCache cache;
  private final ContentLookup mirror;
  private final ModelKeeper upkeep;
  private final ServerSettings settings;
  private final CurrentRegistry registry;
  private final Scrubber scrubbing;
  private CacheUsage usage = NOTHING;
  private Map<ModelState, Long> counts = Map.of();
  private long usageAt = System.nanoTime() - FRESH_NANOS;
  private long countsAt = usageAt;

  public CacheOverview(
      ModelCache cache,
      ContentLookup mirror,
      ModelKeeper upkeep,
      ServerSettings settings,
      CurrentRegistry registry,
      Scrubber scrubbing) {
    this.cache = cache;
    this.mirror = mirror;
    this.upkeep = upkeep;
    this.settings = settings;
    this.registry = registry;
    this.scrubbing = scrubbing;
  }

  /** The wanted models that can't be handed out in any verified version. */
  public List<String> missing() {
    boolean isKnown = registry.state().registry().isPresent();
    List<ModelName> names = settings.wanted().all() ? upkeep.wanted() : settings.wanted().names();
    return names.stream()
        .filter(name -> !isKnown || mirror.named(name.file()).isEmpty())
        .map(ModelName::value)
        .toList();
  }

  /** Whether all that is wanted is there; while no registry was read nobody knows what that is. */
  public boolean isReady() {
    boolean isKnown =
        registry.state().registry().isPresent()
            || settings.wanted().equals(ServerSettings.Wanted.NONE);
    return isKnown && missing().isEmpty();
  }

  public double ready() {
    return isReady() ? 1 : 0;
  }

  /** In seconds since the epoch; 0 if there was none. */
  public double lastScrub() {
    return scrubbing.report().lastRunAt().map(at -> (double) at.getEpochSecond()).orElse(0.0);
  }

  /** What the cache takes. */
  public synchronized CacheUsage usage() {
    if (System.nanoTime() - usageAt >= FRESH_NANOS) {
      try {
        usage = cache.usage();
      } catch (CacheException e) {
        usage = NOTHING;
      }
      usageAt = System.nanoTime();
    }
    return usage;
  }

  /** How many models are in a state. */
  public synchronized long count(ModelState state) {
    if (System.nanoTime() - countsAt >= FRESH_NANOS) {
      Map<ModelState, Long> latest = new EnumMap<>(ModelState.class);
      try {
        registry.present();
        for (ModelStatus status : cache.list()) {
          latest.merge(status.state(), 1L, Long::sum);
        }
      } catch (CacheException e) {
        latest.clear();
      }
      counts = latest;
      countsAt = System.nanoTime();
    }
    return counts.getOrDefault(state, 0L);
  }
}

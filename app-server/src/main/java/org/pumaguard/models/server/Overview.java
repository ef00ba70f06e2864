package org.pumaguard.models.server;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.pumaguard.models.domain.cache.CacheException;
import org.pumaguard.models.domain.cache.Mirror;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.cache.ModelStatus;
import org.pumaguard.models.domain.cache.Usage;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;

/**
 * How the whole cache stands. What takes a walk through it is remembered for some seconds, since
 * several ask at once, and often. Safe for use by many threads.
 */
final class Overview {

  private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();
  private static final Usage NOTHING = new Usage(0, 0, 0, 0, 0, 0);

  private final ModelCache cache;
  private final Mirror mirror;
  private final Upkeep upkeep;
  private final ServerSettings settings;
  private final CurrentRegistry registry;
  private final Scrubbing scrubbing;
  private Usage usage = NOTHING;
  private Map<ModelState, Long> counts = Map.of();
  private long usageAt = System.nanoTime() - FRESH_NANOS;
  private long countsAt = usageAt;

  Overview(
      ModelCache cache,
      Mirror mirror,
      Upkeep upkeep,
      ServerSettings settings,
      CurrentRegistry registry,
      Scrubbing scrubbing) {
    this.cache = cache;
    this.mirror = mirror;
    this.upkeep = upkeep;
    this.settings = settings;
    this.registry = registry;
    this.scrubbing = scrubbing;
  }

  /** The wanted models that can't be handed out in any verified version. */
  List<String> missing() {
    boolean isKnown = registry.state().registry().isPresent();
    List<ModelName> names = settings.wanted().all() ? upkeep.wanted() : settings.wanted().names();
    return names.stream()
        .filter(name -> !isKnown || mirror.named(name.file()).isEmpty())
        .map(ModelName::value)
        .toList();
  }

  /** Whether all that is wanted is there; while no registry was read nobody knows what that is. */
  boolean isReady() {
    boolean isKnown =
        registry.state().registry().isPresent()
            || settings.wanted().equals(ServerSettings.Wanted.NONE);
    return isKnown && missing().isEmpty();
  }

  double ready() {
    return isReady() ? 1 : 0;
  }

  /** In seconds since the epoch; 0 if there was none. */
  double lastScrub() {
    return scrubbing.report().lastRunAt().map(at -> (double) at.getEpochSecond()).orElse(0.0);
  }

  /** What the cache takes. */
  synchronized Usage usage() {
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
  synchronized long count(ModelState state) {
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

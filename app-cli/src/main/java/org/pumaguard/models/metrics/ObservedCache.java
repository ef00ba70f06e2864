package org.pumaguard.models.metrics;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheUsage;
import org.pumaguard.models.domain.api.ModelStatus;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.ModelState;

/** The figures of a cache, of which each needs a walk through it, reused for 5 s. Thread-safe. */
final class ObservedCache implements CacheMetrics.Figures {

  static final CacheUsage NO_USAGE = new CacheUsage(0, 0, 0, 0, 0, 0);

  private static final long MAX_AGE_NANOS = Duration.ofSeconds(5).toNanos();

  private final ModelCache cache;
  private CacheUsage usage = NO_USAGE;
  private Map<ModelState, Long> counts = Map.of();
  private long usageAt = System.nanoTime() - MAX_AGE_NANOS;
  private long countsAt = usageAt;

  ObservedCache(ModelCache cache) {
    this.cache = cache;
  }

  @Override
  public synchronized CacheUsage usage() {
    if (System.nanoTime() - usageAt >= MAX_AGE_NANOS) {
      try {
        usage = cache.usage();
      } catch (CacheException e) {
        usage = NO_USAGE;
      }
      usageAt = System.nanoTime();
    }
    return usage;
  }

  @Override
  public synchronized long count(ModelState state) {
    if (System.nanoTime() - countsAt >= MAX_AGE_NANOS) {
      counts = latestCounts();
      countsAt = System.nanoTime();
    }
    return counts.getOrDefault(state, 0L);
  }

  private Map<ModelState, Long> latestCounts() {
    Map<ModelState, Long> latest = new EnumMap<>(ModelState.class);
    try {
      for (ModelStatus status : cache.list()) {
        latest.merge(status.state(), 1L, Long::sum);
      }
    } catch (CacheException e) {
      latest.clear();
    }
    return latest;
  }
}

package org.pumaguard.models.domain.state;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.Archives;
import org.pumaguard.models.domain.port.CacheDirectory;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.source.FetchRouter;

/**
 * What a cache is made of.
 *
 * @param registry the models that there are; asked each time, so a supplier that reads remembers
 * @param directory the cache directory
 * @param bases read-only caches that are looked in first, and never written
 * @param random gives the jitter of waits
 * @param executor runs transfers; must start a thread for each task, since {@link
 *     CacheSettings#parallel} bounds how much goes on at once. The caller shuts it down
 */
public record CacheParts(
    Supplier<SourceRegistry> registry,
    CacheDirectory directory,
    List<CacheDirectory> bases,
    CacheLock locks,
    FetchRouter fetchers,
    Archives archives,
    Progress progress,
    CacheSettings settings,
    Clock clock,
    RandomGenerator random,
    ExecutorService executor) {

  public CacheParts {
    bases = List.copyOf(bases);
  }

  /** The same directories with other models from elsewhere. */
  public CacheParts with(SourceRegistry models, FetchRouter others, CacheSettings how) {
    return new CacheParts(
        () -> models,
        directory,
        bases,
        locks,
        others,
        archives,
        progress,
        how,
        clock,
        random,
        executor);
  }

  public CacheView shelf() {
    return new CacheView(directory);
  }
}

package org.pumaguard.models.domain.port;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * All that a cache needs from the world. Who brings something of his own puts it in the place of
 * one of these.
 *
 * @param directory the cache directory
 * @param bases read-only caches that are looked in first, and never written
 * @param locks those of the cache directory
 * @param registryCopies where copies of registries are kept that came from the network
 * @param fetchers no two for one scheme
 * @param progress is told what happens
 */
public record Adapters(
    CacheDirectory directory,
    List<CacheDirectory> bases,
    CacheLock locks,
    Archives archives,
    Bundles bundles,
    RegistryParser registryParser,
    RegistryWriter registryWriter,
    RegistryCopies registryCopies,
    List<Fetcher> fetchers,
    Progress progress,
    Clock clock) {

  public Adapters {
    bases = List.copyOf(bases);
    fetchers = List.copyOf(fetchers);
  }

  /** These, and one more fetcher. */
  public Adapters with(Fetcher fetcher) {
    List<Fetcher> more = new ArrayList<>(fetchers);
    more.add(fetcher);
    return new Adapters(
        directory,
        bases,
        locks,
        archives,
        bundles,
        registryParser,
        registryWriter,
        registryCopies,
        more,
        progress,
        clock);
  }

  /** These, telling another observer what happens. */
  public Adapters with(Progress other) {
    return new Adapters(
        directory,
        bases,
        locks,
        archives,
        bundles,
        registryParser,
        registryWriter,
        registryCopies,
        fetchers,
        other,
        clock);
  }
}

package org.pumaguard.models.domain.port;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything a cache needs from outside the domain. An integrator replaces any component with an
 * implementation of the same port. Closes nothing: the caller that opened a resource closes it.
 *
 * @param storage cache directories and locks
 * @param registries reading, writing and keeping source registries
 * @param formats archives and bundles
 * @param fetchers at most one for each scheme
 * @param progress receives events and warnings
 * @param clock the current time for records and for age limits
 */
public record Adapters(
    Storage storage,
    Registries registries,
    Formats formats,
    List<Fetcher> fetchers,
    Progress progress,
    Clock clock) {

  public Adapters {
    fetchers = List.copyOf(fetchers);
  }

  /** These adapters with an additional fetcher. */
  public Adapters with(Fetcher fetcher) {
    List<Fetcher> more = new ArrayList<>(fetchers);
    more.add(fetcher);
    return new Adapters(storage, registries, formats, more, progress, clock);
  }

  /** The cache directory. */
  public CacheDirectory directory() {
    return storage.directory();
  }

  /** The read-only base directories, in search order. */
  public List<CacheDirectory> bases() {
    return storage.bases();
  }

  /** The locks of the cache directory. */
  public CacheLock locks() {
    return storage.locks();
  }

  /** Decompression and unpacking. */
  public Archives archives() {
    return formats.archives();
  }

  /** Bundle files. */
  public Bundles bundles() {
    return formats.bundles();
  }

  /** The parser of source registries. */
  public RegistryParser registryParser() {
    return registries.parser();
  }

  /** The writer of source registries. */
  public RegistryWriter registryWriter() {
    return registries.writer();
  }

  /** Local copies of registries that were fetched over the network. */
  public RegistryCopies registryCopies() {
    return registries.copies();
  }

  /**
   * Cache directories and their locks.
   *
   * @param directory the cache directory
   * @param bases read-only cache directories, searched before the cache directory and never written
   * @param locks locks of the cache directory
   */
  public record Storage(CacheDirectory directory, List<CacheDirectory> bases, CacheLock locks) {

    public Storage {
      bases = List.copyOf(bases);
    }
  }

  /**
   * Source registries.
   *
   * @param copies local copies of registries that were fetched over the network
   */
  public record Registries(RegistryParser parser, RegistryWriter writer, RegistryCopies copies) {}

  /** File formats that contain other files. */
  public record Formats(Archives archives, Bundles bundles) {}
}

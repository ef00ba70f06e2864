package org.pumaguard.models.domain.cache;

import java.net.URI;
import java.util.List;
import java.util.function.Supplier;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.ensure.EnsureModels;
import org.pumaguard.models.domain.ensure.RetrieveFile;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.prune.QuotaEnforcer;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.RecordRecovery;

/** Retrieves files without a registry, enforces the quota and writes the cache registry. */
final class Retrieval {

  private final CacheParts parts;
  private final RecordRecovery recovery;
  private final RetrieveFile files;
  private final Runnable flush;

  /**
   * Retrieves files into a cache.
   *
   * @param models of the cache, whose download slots are shared
   * @param flush writes the cache registry
   */
  Retrieval(CacheParts cache, EnsureModels models, Runnable flush) {
    this.parts =
        cache.with(new SourceRegistry(List.of(), List.of()), cache.fetchers(), cache.settings());
    this.recovery = new RecordRecovery(parts);
    this.files = new RetrieveFile(parts, recovery, models);
    this.flush = flush;
  }

  /**
   * The location of a file.
   *
   * @throws CacheException if the address is relative
   */
  static Location location(URI uri) {
    if (!uri.isAbsolute()) {
      throw new CacheException(
          CacheException.Kind.NOT_FOUND,
          "'" + uri + "' is not an absolute address",
          Hint.CHECK_SOURCE_ADDRESS);
    }
    return new Location(uri);
  }

  EnsureResult run(Location location, Sha256 sha256) {
    return recorded(() -> files.run(location, sha256));
  }

  EnsureResult run(Location location, Sha256 sha256, ModelName name) {
    return recorded(() -> files.run(location, sha256, name));
  }

  private EnsureResult recorded(Supplier<EnsureResult> retrieved) {
    try {
      EnsureResult result = retrieved.get();
      QuotaEnforcer.afterRetrieval(parts, recovery, result);
      return result;
    } finally {
      flush.run();
    }
  }
}

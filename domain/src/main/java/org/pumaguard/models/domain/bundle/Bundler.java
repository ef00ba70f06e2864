package org.pumaguard.models.domain.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.pumaguard.models.domain.api.BundleSummary;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.api.ImportResult;
import org.pumaguard.models.domain.api.Interruption;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Bundles;
import org.pumaguard.models.domain.port.RegistryParser;
import org.pumaguard.models.domain.port.RegistryWriter;
import org.pumaguard.models.domain.state.CacheParts;

/**
 * Exports models of a cache as bundles, and imports bundles, for machines without a network. All
 * failures are {@link CacheException}s. Safe for use by multiple threads.
 */
public final class Bundler {

  private final EnsureAll ensureAll;
  private final Function<CacheParts, EnsureAll> otherCache;
  private final CacheParts parts;
  private final Bundles bundles;
  private final RegistryParser parser;
  private final RegistryWriter writer;

  /**
   * A bundler for one cache.
   *
   * @param ensureAll ensures models in this cache
   * @param otherCache the same for a cache made of other parts, such as one with a bundle as source
   */
  public Bundler(
      EnsureAll ensureAll,
      Function<CacheParts, EnsureAll> otherCache,
      CacheParts parts,
      Bundles bundles,
      RegistryParser parser,
      RegistryWriter writer) {
    this.ensureAll = ensureAll;
    this.otherCache = otherCache;
    this.parts = parts;
    this.bundles = bundles;
    this.parser = parser;
    this.writer = writer;
  }

  /** Whether the file name has the extension of a supported bundle format. */
  public boolean canWrite(Path file) {
    return bundles.canWrite(file);
  }

  /**
   * Ensures models, and writes them and their registry to a bundle. Every byte is verified while it
   * is copied. The bundle is reproducible: the same models of the same cache give the same bytes.
   *
   * @param file the bundle; an existing file is replaced atomically when the new bundle is complete
   * @param names the models; all models of the registry if empty
   * @throws CacheException if a model cannot be ensured (the failures of further models are
   *     suppressed exceptions), or if the file cannot be written; then the file is unchanged
   */
  public BundleSummary create(Path file, Collection<ModelName> names) {
    return call(() -> create(file, names, Set.of()));
  }

  /**
   * As {@link #create(Path, Collection)}, without content that the receiver already has.
   *
   * @param list the content of the receiver, in a format that {@link Bundles#listed} reads
   * @throws CacheException as {@link #create(Path, Collection)}, or if the list cannot be read
   */
  public BundleSummary createSince(Path file, Collection<ModelName> names, Path list) {
    return call(() -> create(file, names, listed(list)));
  }

  private BundleSummary create(Path file, Collection<ModelName> names, Set<Sha256> known) {
    return new BundleWriter(ensureAll, parts, bundles, writer, known).run(file, names);
  }

  /**
   * Imports the models of a bundle into the cache. Each model is published when all its bytes are
   * verified. Content that is already cached is skipped. Uses no registry but the bundle's.
   *
   * @return the outcome of each model
   * @throws CacheException if the bundle cannot be read or its registry is invalid; then nothing is
   *     changed
   */
  public ImportResult importFrom(Path file) {
    return call(() -> new BundleImporter(otherCache, parts, bundles, parser).run(file));
  }

  /** Nothing but a CacheException leaves the bundler. */
  private static <T> T call(Supplier<T> operation) {
    if (Thread.currentThread().isInterrupted()) {
      throw CacheException.interrupted();
    }
    try {
      return operation.get();
    } catch (RuntimeException | Error e) {
      throw Interruption.inThisThread(e);
    }
  }

  private Set<Sha256> listed(Path list) {
    try {
      return bundles.listed(list);
    } catch (IOException e) {
      throw new CacheException(
          CacheException.Kind.REGISTRY,
          "the list " + list + " cannot be read: " + CacheException.describe(e),
          Hint.CHOOSE_CONTENT_LIST,
          e);
    }
  }
}

package org.pumaguard.models.domain.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.pumaguard.models.domain.api.BundleSummary;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.api.ImportResult;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Bundles;
import org.pumaguard.models.domain.port.RegistryParser;
import org.pumaguard.models.domain.port.RegistryWriter;
import org.pumaguard.models.domain.state.CacheParts;

/**
 * Carries models to machines without a network: writes bundles from a cache, and takes bundles into
 * one. All failures are {@link CacheException}s. Safe for use by many threads.
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
   * @param ensureAll makes models available in this cache
   * @param otherCache the same for a cache of other parts, such as one whose source is a bundle
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

  /** Whether the name of a file says what kind of bundle it is to be. */
  public boolean canWrite(Path file) {
    return bundles.canWrite(file);
  }

  /**
   * Makes models available, and writes them and their registry into a bundle. Every byte is
   * verified on its way. The same models in the same cache give the same bytes.
   *
   * @param file where; what is there is replaced when the new bundle is complete, and not before
   * @param names which models; all of the registry if there is none
   * @param since a list of what the other side has, in any form that {@link Bundles#listed} reads;
   *     such contents are left out
   * @throws CacheException when a model can't be had (the failures of others are suppressed in that
   *     of the first), or the file can't be written; then nothing has changed at its place
   */
  public BundleSummary create(Path file, Collection<ModelName> names, Optional<Path> since) {
    Set<Sha256> known = since.map(this::listed).orElse(Set.of());
    return new BundleWriter(ensureAll, parts, bundles, writer, known).run(file, names);
  }

  /**
   * Takes the models of a bundle into the cache: each is published when all its bytes are verified,
   * by the way of a fetch; what is there already is not read. Asks for no other registry.
   *
   * @throws CacheException when it can't be read, or its registry is refused; then nothing has
   *     changed
   */
  public ImportResult importFrom(Path file) {
    return new BundleImporter(otherCache, parts, bundles, parser).run(file);
  }

  private Set<Sha256> listed(Path list) {
    try {
      return bundles.listed(list);
    } catch (IOException e) {
      throw new CacheException(
          CacheException.Kind.REGISTRY,
          "the list " + list + " can't be read: " + CacheException.describe(e),
          Hint.CHOOSE_CONTENT_LIST,
          e);
    }
  }
}

package org.pumaguard.models.domain.cache;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheUsage;
import org.pumaguard.models.domain.api.EnsureOutcome;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.api.Lease;
import org.pumaguard.models.domain.api.ModelStatus;
import org.pumaguard.models.domain.api.PruneResult;
import org.pumaguard.models.domain.api.RemovedItem;
import org.pumaguard.models.domain.api.RollbackResult;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.bundle.Bundler;
import org.pumaguard.models.domain.doctor.Doctor;
import org.pumaguard.models.domain.mirror.ContentLookup;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.policy.Retention;
import org.pumaguard.models.domain.port.Bundles;
import org.pumaguard.models.domain.port.RegistryParser;
import org.pumaguard.models.domain.port.RegistryWriter;
import org.pumaguard.models.domain.source.RegistryLoader;
import org.pumaguard.models.domain.state.CacheParts;

/**
 * A cache that provides registered models as local files. Missing models are fetched, every fetched
 * byte is verified, and an unchanged cached model is returned without a request or a read.
 *
 * <p>Safe for use by multiple threads, and by multiple processes on one directory. Concurrent calls
 * for the same content share one fetch. All failures are {@link CacheException}s. An interrupted
 * thread stops waiting and fails; a fetch is cancelled when no thread waits for it.
 */
public final class ModelCache {

  private final CacheParts parts;
  private final CacheOperations operations;

  /** A cache made of these parts. Performs no I/O until the first call. */
  public ModelCache(CacheParts parts) {
    this.parts = parts;
    this.operations = new CacheOperations(parts);
  }

  /**
   * The registry of models.
   *
   * @throws CacheException if the registry cannot be read or is invalid
   */
  public SourceRegistry registry() {
    return parts.registry().get();
  }

  /**
   * Ensures that a model is cached, and fetches it if necessary.
   *
   * @return the absolute path of the model's verified file
   * @throws CacheException if the model is unknown or cannot be fetched
   */
  public Path ensure(ModelName name) {
    return ensured(name).path();
  }

  /** As {@link #ensure}, with the path, the state and the bytes fetched. */
  public EnsureResult ensured(ModelName name) {
    return operations.ensure(name);
  }

  /**
   * As {@link #ensured}, but non-blocking: empty if a fetch, a full read or a write would be
   * needed.
   *
   * @throws CacheException if the model is unknown, or the cache directory cannot be read
   */
  public Optional<EnsureResult> ensuredAtOnce(ModelName name) {
    return operations.ensureAtOnce(name);
  }

  /**
   * As {@link #ensured}, but returns an outdated cached version, with a warning, if the registered
   * version cannot be fetched.
   */
  public EnsureResult ensuredOrOutdated(ModelName name) {
    return operations.ensureOrOutdated(name);
  }

  /**
   * Ensures that several models are cached. A failure of one model does not stop the others.
   *
   * @param names the models; all registered models if empty
   * @return one outcome for each model, in the order of the names
   * @throws CacheException if one of the models is unknown; then nothing is fetched
   */
  public List<EnsureOutcome> ensureAll(Collection<ModelName> names) {
    return operations.ensureAll(names);
  }

  /**
   * Finds the file of a cached model. Never fetches or writes.
   *
   * @return the path; empty if the model is not cached, or is outdated or damaged
   * @throws CacheException if the model is unknown, or the cache directory cannot be read
   */
  public Optional<Path> find(ModelName name) {
    ModelStatus status = status(name);
    return status.state() == ModelState.CACHED ? status.path() : Optional.empty();
  }

  /** The status of each registered model, in the order of the registry. Never fetches or writes. */
  public List<ModelStatus> list() {
    return operations.list();
  }

  /**
   * The status of a model. Never fetches or writes.
   *
   * @throws CacheException if the model is unknown, or the cache directory cannot be read
   */
  public ModelStatus status(ModelName name) {
    return operations.status(name);
  }

  /**
   * Reads every byte of cached models, also in base directories. A damaged file in the cache
   * directory is verified and repaired before its next use; one in a base directory is not used.
   *
   * @param names the models; all registered and all cached ones if empty
   * @return one result for each model, in the same order
   * @throws CacheException if a model is neither registered nor cached; then nothing is read
   */
  public List<VerifyResult> verify(Collection<ModelName> names) {
    return operations.verify(names);
  }

  /**
   * As {@link #verify}, and repairs damaged models: fetches only the damaged ranges where they can
   * be located, and replaces each file atomically after verification. Open files are unaffected. A
   * model that is damaged in a base directory is fetched into the cache directory. Missing models
   * are not fetched. A failed repair does not stop the others, and is part of its result.
   */
  public List<VerifyResult> repair(Collection<ModelName> names) {
    return operations.repair(names);
  }

  /**
   * Removes models from the cache directory. Leased models are kept.
   *
   * @param names the models; all files of the cache if empty
   * @param dryRun whether to only report what would be removed
   * @return each removed item, and each item that was kept
   * @throws CacheException if a model is neither cached nor registered; then nothing is removed
   */
  public List<RemovedItem> clear(Collection<ModelName> names, boolean dryRun) {
    return operations.clear(names, dryRun);
  }

  /**
   * Ensures a model as {@link #ensure}, and protects it: no process removes it until the lease is
   * closed. Several threads and processes can lease one model.
   *
   * @return the lease, to be closed by the caller
   * @throws CacheException if the model is unknown or cannot be fetched
   */
  public Lease lease(ModelName name) {
    return operations.lease(name);
  }

  /**
   * Removes old versions, leftovers and the least recently used models.
   *
   * @param retention what is kept
   * @param dryRun whether to only report what would be removed
   * @throws CacheException if other processes keep adding models, or the cache directory fails
   */
  public PruneResult prune(Retention retention, boolean dryRun) {
    return operations.prune(retention, dryRun);
  }

  /** The disk usage of the cache directory. Acquires no lock and writes nothing. */
  public CacheUsage usage() {
    return operations.usage();
  }

  /**
   * Pins or unpins cached models. Pinned models are never pruned or evicted.
   *
   * @throws CacheException if one of the models is not cached; then nothing is changed
   */
  public void pin(Collection<ModelName> names, boolean pinned) {
    operations.pin(names, pinned);
  }

  /**
   * Limits the transfer rate of all connections together. Running transfers adapt within a fraction
   * of a second.
   *
   * @param bytesPerSecond at least 1; empty for no limit
   */
  public void limitRate(OptionalLong bytesPerSecond) {
    parts.fetchers().rateLimit().set(bytesPerSecond);
  }

  /**
   * Replaces a model by its previous version. The replaced version is kept, and the next {@link
   * #ensure} returns to it. Missing or damaged versions are skipped with a warning. Uses neither
   * sources nor the registry.
   *
   * @throws CacheException if no previous version is kept ({@code UNKNOWN_MODEL}), or all of them
   *     are missing or damaged ({@code INTEGRITY}); then the present version is kept
   */
  public RollbackResult rollback(ModelName name) {
    return operations.rollback(name);
  }

  /** A check of this cache's directories, registry and sources. */
  public Doctor doctor(RegistryLoader loader) {
    return new Doctor(parts, loader);
  }

  /** A view of verified content, to serve to other machines. */
  public ContentLookup mirror() {
    return new ContentLookup(parts);
  }

  Bundler bundler(Bundles bundles, RegistryParser parser, RegistryWriter writer) {
    return operations.bundler(bundles, parser, writer);
  }
}

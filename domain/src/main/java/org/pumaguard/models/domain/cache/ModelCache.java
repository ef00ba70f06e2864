package org.pumaguard.models.domain.cache;

import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheUsage;
import org.pumaguard.models.domain.api.CallOptions;
import org.pumaguard.models.domain.api.EnsureHandle;
import org.pumaguard.models.domain.api.EnsureOutcome;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.api.Interruption;
import org.pumaguard.models.domain.api.Lease;
import org.pumaguard.models.domain.api.ModelStatus;
import org.pumaguard.models.domain.api.PruneResult;
import org.pumaguard.models.domain.api.RemovedItem;
import org.pumaguard.models.domain.api.RollbackResult;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.bundle.Bundler;
import org.pumaguard.models.domain.concurrent.CallbackScope;
import org.pumaguard.models.domain.doctor.Doctor;
import org.pumaguard.models.domain.mirror.ContentLookup;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.model.Sha256;
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
public final class ModelCache implements AutoCloseable {

  private final CacheParts parts;
  private final CacheOperations operations;
  private final Function<ModelCache, Bundler> bundling;
  private final Runnable closing;
  private volatile boolean isClosed;

  /**
   * A cache made of these parts. Performs no I/O until the first call.
   *
   * @param bundling makes the bundler of a cache
   */
  public ModelCache(CacheParts parts, Function<ModelCache, Bundler> bundling) {
    this(parts, new CacheOperations(parts), bundling, () -> {});
  }

  private ModelCache(
      CacheParts parts,
      CacheOperations operations,
      Function<ModelCache, Bundler> bundling,
      Runnable closing) {
    this.parts = parts;
    this.operations = operations;
    this.bundling = bundling;
    this.closing = closing;
  }

  /** This cache with threads and connections of its own, which its {@link #close} ends. */
  public ModelCache closing(Runnable parts) {
    return new ModelCache(this.parts, operations, bundling, parts);
  }

  /**
   * Closes the cache: ends its threads and connections if it has some of its own. Calls in progress
   * and later calls fail with kind {@code CLOSED}; partials are kept, and the next fetch resumes
   * them. Leases stay valid until they are closed. A second call does nothing.
   */
  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      parts.registry().close();
      operations.close();
      closing.run();
    }
  }

  private CacheOperations open() {
    if (isClosed) {
      throw CacheException.closed();
    }
    return operations;
  }

  /** Does what may take long, unless this thread is interrupted. */
  private <T> T call(Function<CacheOperations, T> operation) {
    CacheOperations open = open();
    if (Thread.currentThread().isInterrupted()) {
      throw CacheException.interrupted();
    }
    CallbackScope.requireNone();
    return look(operation, open);
  }

  /** Does what does not wait, even in an interrupted thread. */
  private <T> T look(Function<CacheOperations, T> operation) {
    return look(operation, open());
  }

  private <T> T look(Function<CacheOperations, T> operation, CacheOperations open) {
    try {
      return operation.apply(open);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** Nothing but a CacheException leaves the cache. */
  private CacheException failure(Throwable cause) {
    CacheException failure = Interruption.inThisThread(cause);
    boolean isOfClosing =
        isClosed
            && !Thread.currentThread().isInterrupted()
            && (Interruption.mayResult(failure) || Interruption.caused(failure));
    return isOfClosing ? CacheException.closed(failure) : failure;
  }

  /**
   * The registry of models. The first call reads it, and waits for that.
   *
   * @throws CacheException if the registry cannot be read or is invalid, and there is no copy of an
   *     earlier run
   */
  public SourceRegistry registry() {
    return look(open -> open.registry());
  }

  /**
   * Reads the registry again, and waits for that. Concurrent calls share one reading.
   *
   * @return whether its content has changed
   * @throws CacheException if it cannot be read or is invalid; then the last one stays in use. A
   *     kept copy that replaces a registry on the network is not a success
   */
  public boolean refresh() {
    return call(open -> open.refresh());
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

  /** As {@link #ensure(ModelName)}; a name that no model can have is an unknown model. */
  public Path ensure(String name) {
    return ensure(ModelNames.parse(name));
  }

  /** As {@link #ensure(ModelName)}, with the path, the state and the bytes fetched. */
  public EnsureResult ensured(ModelName name) {
    try {
      return open().ensure(name);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /**
   * As {@link #ensured(ModelName)}, with a deadline and a listener of this call alone.
   *
   * @throws CacheException as well of kind {@code UNAVAILABLE} if the deadline is over; the fetch
   *     goes on while others wait for it, else the next one resumes it
   */
  public EnsureResult ensured(ModelName name, CallOptions options) {
    return call(open -> open.ensure(name, options));
  }

  /**
   * Ensures a model in the background, in a thread of its own.
   *
   * @return its state; never throws for a failure of the model
   */
  public EnsureHandle ensureAsync(ModelName name, CallOptions options) {
    return look(open -> open.ensureAsync(name, options));
  }

  /**
   * As {@link #ensureAsync(ModelName, CallOptions)} without a deadline and a listener.
   *
   * @throws CacheException if no model can have such a name
   */
  public EnsureHandle ensureAsync(String name) {
    return ensureAsync(ModelNames.parse(name), CallOptions.DEFAULT);
  }

  /**
   * As {@link #ensured(ModelName)}, but non-blocking: empty if a fetch, a full read or a write
   * would be needed. Uses the registry as {@link #find(ModelName)} does.
   *
   * @throws CacheException if the model is unknown, or the registry or the cache directory cannot
   *     be read
   */
  public Optional<EnsureResult> ensuredAtOnce(ModelName name) {
    try {
      return open().ensureAtOnce(name);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /**
   * As {@link #ensured(ModelName)}, but returns an outdated cached version, with a warning, if the
   * registered version cannot be fetched.
   */
  public EnsureResult ensuredOrOutdated(ModelName name) {
    return call(open -> open.ensureOrOutdated(name));
  }

  /**
   * Makes one file available that no registry names: fetched if necessary, verified, and cached
   * like a model. Reads no registry. The file has the name of the last segment of its location, or,
   * if that name shows other content, a name with a part of the digest.
   *
   * @param uri the absolute URI of the file, which may be local
   * @return the absolute path of the verified file
   * @throws CacheException if it cannot be fetched, or has another digest
   */
  public Path retrieve(URI uri, Sha256 sha256) {
    return retrieved(Retrieval.location(uri), sha256).path();
  }

  /** As {@link #retrieve}, with the name, the path and the bytes fetched. */
  public EnsureResult retrieved(Location location, Sha256 sha256) {
    return call(open -> open.retrieve(location, sha256));
  }

  /** As {@link #retrieved}, under a name. Other content of this name becomes a former version. */
  public EnsureResult retrieved(Location location, Sha256 sha256, ModelName name) {
    return call(open -> open.retrieve(location, sha256, name));
  }

  /**
   * Ensures that several models are cached. A failure of one model does not stop the others.
   *
   * @param names the models; all registered models if empty
   * @return one outcome for each model, in the order of the names
   * @throws CacheException if one of the models is unknown; then nothing is fetched
   */
  public List<EnsureOutcome> ensureAll(Collection<ModelName> names) {
    return ensureAll(names, outcome -> {});
  }

  /**
   * As {@link #ensureAll(Collection)}, and reports each outcome as soon as it is known.
   *
   * @param listener is called by the working threads, by several at once; must not throw or wait
   */
  public List<EnsureOutcome> ensureAll(
      Collection<ModelName> names, Consumer<EnsureOutcome> listener) {
    List<EnsureOutcome> outcomes = call(open -> open.ensureAll(names, listener));
    return isClosed ? outcomes.stream().map(this::afterClosing).toList() : outcomes;
  }

  /** The threads that worked were told to end in several ways. */
  private EnsureOutcome afterClosing(EnsureOutcome outcome) {
    return outcome
        .failure()
        .map(failure -> EnsureOutcome.of(outcome.name(), failure(failure)))
        .orElse(outcome);
  }

  /**
   * Finds the file of a cached model. Never fetches or writes, and never waits for the network: the
   * registry is the one that was read last or that an earlier run has kept. A local registry is
   * read if it was not yet.
   *
   * @return the path; empty if the model is not cached, or is outdated or damaged
   * @throws CacheException if the model is unknown, the registry was never read and there is no
   *     copy of it ({@code UNAVAILABLE}), or the cache directory cannot be read
   */
  public Optional<Path> find(ModelName name) {
    ModelStatus status = status(name);
    return status.state() == ModelState.CACHED ? status.path() : Optional.empty();
  }

  /** As {@link #find(ModelName)}; a name that no model can have is an unknown model. */
  public Optional<Path> find(String name) {
    return find(ModelNames.parse(name));
  }

  /**
   * The status of each registered model, in the order of the registry. Uses the registry and fails
   * as {@link #find(ModelName)} does.
   */
  public List<ModelStatus> list() {
    return look(open -> open.list());
  }

  /**
   * The names that callers give as names and patterns, each once. In a pattern, {@code *} matches
   * any number of characters. A name is returned whether a model has it or not.
   *
   * @param texts names and patterns; none give none
   * @param scope the names with which patterns are compared
   * @throws CacheException if a pattern matches nothing ({@code UNKNOWN_MODEL}), or the registry is
   *     needed and fails as in {@link #find(ModelName)}
   */
  public List<ModelName> select(Collection<String> texts, ModelNames.Scope scope) {
    return look(open -> open.select(texts, scope));
  }

  /**
   * The status of a model. Uses the registry and fails as {@link #find(ModelName)} does.
   *
   * @throws CacheException if the model is unknown, or the registry or the cache directory cannot
   *     be read
   */
  public ModelStatus status(ModelName name) {
    return look(open -> open.status(name));
  }

  /** As {@link #status(ModelName)}; a name that no model can have is an unknown model. */
  public ModelStatus status(String name) {
    return status(ModelNames.parse(name));
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
    return call(open -> open.verify(names));
  }

  /**
   * As {@link #verify}, and repairs damaged models: fetches only the damaged ranges where they can
   * be located, and replaces each file atomically after verification. Open files are unaffected. A
   * model that is damaged in a base directory is fetched into the cache directory. Missing models
   * are not fetched. A failed repair does not stop the others, and is part of its result.
   */
  public List<VerifyResult> repair(Collection<ModelName> names) {
    return call(open -> open.repair(names));
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
    return call(open -> open.clear(names, dryRun));
  }

  /**
   * Ensures a model as {@link #ensure(ModelName)}, and protects it: no process removes it until the
   * lease is closed. Several threads and processes can lease one model.
   *
   * @return the lease, to be closed by the caller
   * @throws CacheException if the model is unknown or cannot be fetched
   */
  public Lease lease(ModelName name) {
    return call(open -> open.lease(name));
  }

  /** As {@link #lease(ModelName)}; a name that no model can have is an unknown model. */
  public Lease lease(String name) {
    return lease(ModelNames.parse(name));
  }

  /**
   * Whether a program, this or another one, holds a lease on the cached version of a model. False
   * if that cannot be determined.
   *
   * @throws CacheException if the model is unknown, or the registry or the cache directory cannot
   *     be read
   */
  public boolean isLeased(ModelName name) {
    return look(open -> open.isLeased(name));
  }

  /**
   * Removes old versions, leftovers and the least recently used models.
   *
   * @param retention what is kept
   * @param dryRun whether to only report what would be removed
   * @throws CacheException if other processes keep adding models, or the cache directory fails
   */
  public PruneResult prune(Retention retention, boolean dryRun) {
    return call(open -> open.prune(retention, dryRun));
  }

  /** The disk usage of the cache directory. Acquires no lock and writes nothing. */
  public CacheUsage usage() {
    return call(open -> open.usage());
  }

  /**
   * Pins or unpins cached models. Pinned models are never pruned or evicted.
   *
   * @throws CacheException if one of the models is not cached; then nothing is changed
   */
  public void pin(Collection<ModelName> names, boolean pinned) {
    call(
        open -> {
          open.pin(names, pinned);
          return names;
        });
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
   * #ensure(ModelName)} returns to it. Missing or damaged versions are skipped with a warning. Uses
   * neither sources nor the registry.
   *
   * @throws CacheException if no previous version is kept ({@code UNKNOWN_MODEL}), or all of them
   *     are missing or damaged ({@code INTEGRITY}); then the present version is kept
   */
  public RollbackResult rollback(ModelName name) {
    return call(open -> open.rollback(name));
  }

  /** As {@link #rollback(ModelName)}; a name that no model can have is an unknown model. */
  public RollbackResult rollback(String name) {
    return rollback(ModelNames.parse(name));
  }

  /** A check of this cache's directories, registry and sources. */
  public Doctor doctor(RegistryLoader loader) {
    return new Doctor(parts, loader);
  }

  /** A view of verified content, to serve to other machines. */
  public ContentLookup mirror() {
    return new ContentLookup(parts);
  }

  /** Exports models of this cache to bundle files, and imports such files. */
  public Bundler bundler() {
    open();
    return bundling.apply(this);
  }

  Bundler bundler(Bundles bundles, RegistryParser parser, RegistryWriter writer) {
    return open().bundler(bundles, parser, writer);
  }
}

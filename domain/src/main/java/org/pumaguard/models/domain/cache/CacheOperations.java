package org.pumaguard.models.domain.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheUsage;
import org.pumaguard.models.domain.api.CallOptions;
import org.pumaguard.models.domain.api.EnsureHandle;
import org.pumaguard.models.domain.api.EnsureOutcome;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.api.Lease;
import org.pumaguard.models.domain.api.ModelStatus;
import org.pumaguard.models.domain.api.PruneResult;
import org.pumaguard.models.domain.api.RemovedItem;
import org.pumaguard.models.domain.api.RollbackResult;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.bundle.Bundler;
import org.pumaguard.models.domain.concurrent.WaitLimit;
import org.pumaguard.models.domain.ensure.EnsureModels;
import org.pumaguard.models.domain.ensure.Leasing;
import org.pumaguard.models.domain.ensure.Rollback;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.policy.Retention;
import org.pumaguard.models.domain.port.Bundles;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.port.RegistryParser;
import org.pumaguard.models.domain.port.RegistryWriter;
import org.pumaguard.models.domain.prune.ClearModels;
import org.pumaguard.models.domain.prune.PinModels;
import org.pumaguard.models.domain.prune.PruneModels;
import org.pumaguard.models.domain.prune.QuotaEnforcer;
import org.pumaguard.models.domain.source.RegisteredModels;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.LayeredCacheView;
import org.pumaguard.models.domain.state.LearntSizes;
import org.pumaguard.models.domain.state.ModelCheck;
import org.pumaguard.models.domain.state.RecordRecovery;
import org.pumaguard.models.domain.verify.Verification;
import org.pumaguard.models.domain.verify.VerifyModels;

/**
 * Composes the use cases of one cache, and writes the cache registry after each that changes it.
 */
final class CacheOperations {

  private final CacheParts parts;
  private final CallListeners listeners;
  private final RegisteredModels models;
  private final RegisteredModels knownModels;
  private final RecordRecovery recovery;
  private final LayeredCacheView view;
  private final EnsureModels ensureModels;
  private Optional<Retrieval> retrieval = Optional.empty();

  CacheOperations(CacheParts given) {
    this.listeners = new CallListeners(IsolatedProgress.of(given.progress()));
    this.parts = given.with(listeners);
    this.models = new RegisteredModels(parts.registry());
    this.knownModels = new RegisteredModels(parts.registry()::getNow);
    this.recovery = new RecordRecovery(parts);
    this.view = new LayeredCacheView(parts, recovery);
    this.ensureModels = new EnsureModels(parts, view);
  }

  void close() {
    ensureModels.close();
  }

  SourceRegistry registry() {
    return parts.registry().get();
  }

  boolean refresh() {
    return parts.registry().refresh();
  }

  EnsureResult ensure(ModelName name) {
    return ensure(models.require(name), WaitLimit.none());
  }

  EnsureResult ensure(ModelName name, CallOptions options) {
    return ensure(name, WaitLimit.none().within(options), options.progress());
  }

  /** Makes a model available in the background. */
  EnsureHandle ensureAsync(ModelName name, CallOptions options) {
    EnsureCall call = new EnsureCall(name, options, own -> ensure(own.model(), own.limit(), own));
    call.start();
    return call;
  }

  private EnsureResult ensure(ModelName name, WaitLimit limit, Progress listener) {
    try (CallListeners.Registration added = listeners.add(name, IsolatedProgress.of(listener))) {
      Model model = new RegisteredModels(() -> parts.registry().get(limit)).require(name);
      return ensure(model, limit);
    } catch (CacheException failure) {
      throw failure.named(name);
    }
  }

  private EnsureResult ensure(Model model, WaitLimit limit) {
    ModelCheck check = ensureModels.begin(model);
    Optional<EnsureResult> cached = EnsureModels.settled(check, model);
    if (cached.isPresent()) {
      return cached.get();
    }
    if (Thread.currentThread().isInterrupted()) {
      throw CacheException.interrupted();
    }
    try {
      EnsureResult result = ensureModels.one(model, check, limit);
      tidySizes(List.of(result));
      QuotaEnforcer.afterEnsure(parts, recovery, List.of(result), List.of(model));
      return result;
    } finally {
      flush();
    }
  }

  EnsureResult retrieve(Location location, Sha256 sha256) {
    return retrieval().run(location, sha256);
  }

  EnsureResult retrieve(Location location, Sha256 sha256, ModelName name) {
    return retrieval().run(location, sha256, name);
  }

  /** Created when it is first needed, and shared, as its callers share fetches. */
  private synchronized Retrieval retrieval() {
    if (retrieval.isEmpty()) {
      retrieval = Optional.of(new Retrieval(parts, ensureModels, this::flush));
    }
    return retrieval.get();
  }

  Optional<EnsureResult> ensureAtOnce(ModelName name) {
    Model model = knownModels.require(name);
    return EnsureModels.settled(ensureModels.check(model), model);
  }

  EnsureResult ensureOrOutdated(ModelName name) {
    try {
      return ensure(name);
    } catch (CacheException failure) {
      if (failure.kind() == CacheException.Kind.INTERRUPTED) {
        throw failure;
      }
      return new OutdatedFallback(parts, view).find(name, failure);
    }
  }

  List<EnsureOutcome> ensureAll(Collection<ModelName> names, Consumer<EnsureOutcome> listener) {
    return ensureRegistered(models.select(names), listener);
  }

  private List<EnsureOutcome> ensureRegistered(List<Model> requested) {
    return ensureRegistered(requested, outcome -> {});
  }

  private List<EnsureOutcome> ensureRegistered(
      List<Model> requested, Consumer<EnsureOutcome> listener) {
    List<EnsureOutcome> outcomes =
        requested.isEmpty() ? List.of() : ensureModels.all(requested, listener);
    List<EnsureResult> results =
        outcomes.stream().flatMap(outcome -> outcome.ensured().stream()).toList();
    tidySizes(results);
    flush();
    QuotaEnforcer.afterEnsure(parts, recovery, results, requested);
    return outcomes;
  }

  private void tidySizes(List<EnsureResult> results) {
    if (results.stream().anyMatch(result -> result.bytesFetched() > 0)) {
      new LearntSizes(parts).tidy();
    }
  }

  List<ModelStatus> list() {
    return view.statuses(knownModels.registry().get().models());
  }

  List<ModelName> select(Collection<String> texts, ModelNames.Scope scope) {
    return new NameSelection(parts, scope).of(texts);
  }

  ModelStatus status(ModelName name) {
    return view.status(knownModels.require(name));
  }

  List<VerifyResult> verify(Collection<ModelName> names) {
    List<Verification.Finding> findings = new VerifyModels(parts, recovery).run(names);
    flush();
    return findings.stream().map(Verification.Finding::verified).toList();
  }

  List<VerifyResult> repair(Collection<ModelName> names) {
    List<VerifyResult> results =
        ensureModels.repaired(new VerifyModels(parts, recovery).run(names));
    flush();
    return results;
  }

  Lease lease(ModelName name) {
    Model model = models.require(name);
    return baseFile(model)
        .map(file -> Leasing.ofBase(model, file))
        .orElseGet(() -> new Leasing(parts, this::ensure).lease(model));
  }

  boolean isLeased(ModelName name) {
    return Leasing.isLeased(parts, status(name));
  }

  /** The file of a model in a base directory. */
  private Optional<Path> baseFile(Model model) {
    try {
      return view.baseOf(model).map(base -> base.path(model));
    } catch (IOException e) {
      throw CacheException.storage(model.name(), e);
    }
  }

  List<RemovedItem> clear(Collection<ModelName> names, boolean dryRun) {
    return new ClearModels(parts, recovery, dryRun).run(names);
  }

  PruneResult prune(Retention retention, boolean dryRun) {
    return new PruneModels(parts, recovery, retention, dryRun).run();
  }

  CacheUsage usage() {
    return PruneModels.usage(parts, recovery);
  }

  void pin(Collection<ModelName> names, boolean pinned) {
    new PinModels(parts, recovery).run(names, pinned);
  }

  RollbackResult rollback(ModelName name) {
    try {
      recovery.record(List.of(name));
      return new Rollback(parts, name).run();
    } catch (IOException e) {
      throw CacheException.storage(name, e);
    } finally {
      flush();
    }
  }

  Bundler bundler(Bundles bundles, RegistryParser parser, RegistryWriter writer) {
    return new Bundler(
        this::ensureRegistered,
        others -> new CacheOperations(others)::ensureRegistered,
        parts,
        bundles,
        parser,
        writer);
  }

  /** Writes the cache registry. A failure is a warning: models stay cached, but are read again. */
  private void flush() {
    // An interruption of the call must not undo what it has done.
    boolean interrupted = Thread.interrupted();
    try {
      parts.view().records().flush();
    } catch (IOException e) {
      parts
          .progress()
          .warn(
              "cannot write the cache registry: "
                  + CacheException.describe(e)
                  + "; the models are cached, and are verified again at their next use");
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

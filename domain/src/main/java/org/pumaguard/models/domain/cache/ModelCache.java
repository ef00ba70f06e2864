package org.pumaguard.models.domain.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheUsage;
import org.pumaguard.models.domain.api.EnsureOutcome;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.api.Lease;
import org.pumaguard.models.domain.api.ModelStatus;
import org.pumaguard.models.domain.api.PruneResult;
import org.pumaguard.models.domain.api.RemovedItem;
import org.pumaguard.models.domain.api.RollbackResult;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.bundle.Bundler;
import org.pumaguard.models.domain.doctor.Doctor;
import org.pumaguard.models.domain.ensure.EnsureModels;
import org.pumaguard.models.domain.ensure.Leasing;
import org.pumaguard.models.domain.ensure.Rollback;
import org.pumaguard.models.domain.mirror.ContentLookup;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.policy.Retention;
import org.pumaguard.models.domain.port.Bundles;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.DiskSpace;
import org.pumaguard.models.domain.port.RegistryParser;
import org.pumaguard.models.domain.port.RegistryWriter;
import org.pumaguard.models.domain.prune.ClearModels;
import org.pumaguard.models.domain.prune.PruneModels;
import org.pumaguard.models.domain.prune.QuotaEnforcer;
import org.pumaguard.models.domain.source.RegisteredModels;
import org.pumaguard.models.domain.source.RegistryLoader;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.LayeredCacheView;
import org.pumaguard.models.domain.state.ModelCheck;
import org.pumaguard.models.domain.state.RecordRecovery;
import org.pumaguard.models.domain.verify.Verification;

/**
 * Models as local files: names in, paths out. What is missing is fetched, every byte is verified,
 * what is there is handed out without a read or a request.
 *
 * <p>Safe for use by many threads, and beside other processes on the same directory: each fragment
 * of content is fetched once, whoever asks. All failures are {@link CacheException}s. A thread that
 * is interrupted stops waiting; a fetch stops when nobody waits for it any more.
 */
public final class ModelCache {

  private final CacheParts parts;
  private final RegisteredModels models;
  private final RecordRecovery recovery;
  private final LayeredCacheView views;
  private final EnsureModels tasks;

  /** A cache that is made of these. Starts nothing, and touches no disk, until it is asked. */
  public ModelCache(CacheParts parts) {
    this.parts = parts;
    this.models = new RegisteredModels(parts.registry());
    this.recovery = new RecordRecovery(parts);
    this.views = new LayeredCacheView(parts, recovery);
    this.tasks = new EnsureModels(parts, views);
  }

  /** The models that there are. */
  public SourceRegistry registry() {
    return parts.registry().get();
  }

  /**
   * Makes a model available.
   *
   * @return its file, whole and verified
   * @throws CacheException when there is no such model, or it can't be had
   */
  public Path ensure(ModelName name) {
    return ensured(name).path();
  }

  /** As {@link #ensure}, with what it took. */
  public EnsureResult ensured(ModelName name) {
    Model model = models.require(name);
    ModelCheck check = tasks.check(model);
    Optional<EnsureResult> settled = EnsureModels.settled(check, model);
    if (settled.isPresent()) {
      return settled.get();
    }
    try {
      EnsureResult ensured = tasks.one(model, check);
      keepQuota(List.of(ensured), List.of(model));
      return ensured;
    } finally {
      flush();
    }
  }

  /**
   * As {@link #ensured}, for whoever may not take long: empty where something would have to be
   * fetched, read in full or written first.
   *
   * @throws CacheException when there is no such model, or the disk refuses
   */
  public Optional<EnsureResult> ensuredAtOnce(ModelName name) {
    Model model = models.require(name);
    return EnsureModels.settled(tasks.check(model), model);
  }

  /**
   * As {@link #ensured}, but falls back to the version on disk when the one that the registry names
   * can't be had.
   */
  public EnsureResult ensuredOrOutdated(ModelName name) {
    try {
      return ensured(name);
    } catch (CacheException failure) {
      Optional<ModelStatus> status = Optional.empty();
      if (parts.registry().get().find(name).isPresent()) {
        status = Optional.of(views.status(models.require(name)));
      }
      if (status.isEmpty() || status.get().state() != ModelState.OUTDATED) {
        throw failure;
      }
      parts
          .progress()
          .warn("using the version on disk, which is outdated: " + failure.getMessage());
      return new EnsureResult(
          name, parts.view().path(status.get().model()), ModelState.OUTDATED, 0, 0, List.of());
    }
  }

  /**
   * Makes several models available; one that fails does not stop the others.
   *
   * @param names which ones; all of the registry if there is none
   * @return how each fared, in the order of the names
   * @throws CacheException when one of the names is not in the registry; then nothing was fetched
   */
  public List<EnsureOutcome> ensureAll(Collection<ModelName> names) {
    return ensureModels(models.select(names));
  }

  private List<EnsureOutcome> ensureModels(List<Model> wanted) {
    List<EnsureOutcome> outcomes = wanted.isEmpty() ? List.of() : tasks.all(wanted);
    flush();
    keepQuota(outcomes.stream().flatMap(outcome -> outcome.ensured().stream()).toList(), wanted);
    return outcomes;
  }

  /** The file of a model, if it is cached. Never fetches, writes nothing. */
  public Optional<Path> find(ModelName name) {
    ModelStatus status = views.status(models.require(name));
    return status.state() == ModelState.CACHED ? status.path() : Optional.empty();
  }

  /** All models of the registry and how they stand, in its order. Never fetches, writes nothing. */
  public List<ModelStatus> list() {
    return registry().models().stream().map(views::status).toList();
  }

  /** How one model stands. Never fetches, writes nothing. */
  public ModelStatus status(ModelName name) {
    return views.status(models.require(name));
  }

  /**
   * Reads every byte of what is cached under these names, in base directories too. What is found
   * damaged is read again before it is handed out, and mended then; in a base directory it is
   * passed over from now on.
   *
   * @param names which ones; all of the registry and all that is cached if there is none
   * @return how each is, in that order
   */
  public List<VerifyResult> verify(Collection<ModelName> names) {
    List<VerifyResult> verified =
        new Verification(parts)
            .run(subjects(names)).stream().map(Verification.Finding::verified).toList();
    flush();
    return verified;
  }

  /**
   * As {@link #verify}, and mends what is damaged: fetches only that, as far as it is known where
   * the damage is, and puts a new file in the place of the damaged one when all of it was verified.
   * Who reads the damaged one goes on reading it. What is missing is not fetched; what only a base
   * directory has, and damaged, is fetched into the cache directory. One that can't be mended does
   * not stop the others.
   *
   * @return how each is now, with the failure where it could not be mended
   */
  public List<VerifyResult> repair(Collection<ModelName> names) {
    List<VerifyResult> repaired = tasks.repaired(new Verification(parts).run(subjects(names)));
    flush();
    return repaired;
  }

  private List<Verification.Subject> subjects(Collection<ModelName> names) {
    Set<ModelName> all = new LinkedHashSet<>(names);
    recovery.recordBeforeReading(names);
    if (names.isEmpty()) {
      registry().models().forEach(model -> all.add(model.name()));
      all.addAll(parts.view().records().entries().keySet());
    }
    List<Verification.Subject> subjects = new ArrayList<>();
    for (ModelName name : all) {
      Optional<Model> model = registry().find(name);
      if (model.isEmpty() && parts.view().records().find(name).isEmpty()) {
        throw CacheException.unknownModel(name);
      }
      subjects.add(new Verification.Subject(name, model));
    }
    return subjects;
  }

  /**
   * Removes models from the cache.
   *
   * @param names which ones; everything that the cache made if there is none
   * @param dryRun only to say what would be removed
   * @throws CacheException when a name is neither cached nor in the registry; then nothing was
   *     removed
   */
  public List<RemovedItem> clear(Collection<ModelName> names, boolean dryRun) {
    ClearModels clearing = new ClearModels(parts, recovery, dryRun);
    try {
      requireRecordable(dryRun);
      if (names.isEmpty()) {
        return clearing.everything();
      }
      recovery.record(names);
      Set<Sha256> partials = new LinkedHashSet<>();
      for (ModelName name : names) {
        if (parts.view().records().find(name).isEmpty()) {
          partials.add(models.require(name).publication().sha256());
        }
      }
      return clearing.models(new LinkedHashSet<>(names), partials);
    } catch (IOException e) {
      throw CacheException.storage("the cache can't be cleared", e);
    }
  }

  /**
   * Makes a model available and keeps it so: while the lease is held no process prunes or clears
   * it. Any number of leases of one model may be held at once, by threads and processes.
   *
   * @return its file, to be closed when it is used no more
   * @throws CacheException when there is no such model, or it can't be had
   */
  public Lease lease(ModelName name) {
    Model model = models.require(name);
    return inBases(model)
        .map(file -> Leasing.ofBase(model, file))
        .orElseGet(() -> new Leasing(parts, this::ensured).lease(model));
  }

  /**
   * Removes old versions, leftovers, and what is used least, as the policy says.
   *
   * @param dryRun only to say what would be removed
   * @throws CacheException when other processes are adding models and do not come to an end, or the
   *     disk refuses
   */
  public PruneResult prune(Retention retention, boolean dryRun) {
    try {
      requireRecordable(dryRun);
      return new PruneModels(parts, recovery, retention, dryRun).run();
    } catch (IOException e) {
      throw CacheException.storage("the cache can't be pruned", e);
    }
  }

  /** Where nothing can be recorded nothing is known of what is kept, and nothing may go. */
  private void requireRecordable(boolean dryRun) throws IOException {
    if (dryRun) {
      return;
    }
    DiskSpace.Access access = parts.directory().space().access();
    if (access.state() == DiskSpace.Access.State.NO_FILE) {
      throw new CacheException(
          CacheException.Kind.STORAGE,
          access.place() + " is no file, but has to be one; nothing was removed",
          Hint.MOVE_OBSTACLE);
    }
  }

  /** What the cache directory takes. Takes no lock, writes nothing. */
  public CacheUsage usage() {
    try {
      return PruneModels.usage(parts, recovery);
    } catch (IOException e) {
      throw CacheException.storage("the cache can't be measured", e);
    }
  }

  /**
   * Keeps cached models from being pruned or evicted, or no longer.
   *
   * @throws CacheException when one of the names is not cached; then nothing was changed
   */
  public void pin(Collection<ModelName> names, boolean pinned) {
    CacheRegistry records = parts.view().records();
    try {
      recovery.record(names);
      for (ModelName name : names) {
        // In this order: a directory that can't be read is not one that has nothing.
        if (parts.view().store().models().find(name).isEmpty() || records.find(name).isEmpty()) {
          throw new CacheException(
              CacheException.Kind.UNKNOWN_MODEL,
              name,
              "'" + name + "' is not cached",
              Hint.ENSURE_FIRST);
        }
      }
      for (ModelName name : names) {
        if (records.find(name).filter(entry -> entry.pinned() == pinned).isEmpty()) {
          records.update(name, entry -> entry.pinned(pinned));
        }
      }
      records.flush();
    } catch (IOException e) {
      throw CacheException.storage("what is pinned can't be recorded", e);
    }
  }

  /**
   * Sets how many bytes a second may come from the network from now on, over all connections; those
   * that wait notice within a fraction of a second.
   *
   * @param bytesPerSecond at least 1; none for no limit
   */
  public void limitRate(OptionalLong bytesPerSecond) {
    parts.fetchers().rateLimit().set(bytesPerSecond);
  }

  /**
   * Lets a model's name show the version again that it showed before; the one that it leaves is
   * kept, and {@link #ensure} brings it forward again. A kept version that is missing or damaged is
   * passed over with a warning, for the one before it. Asks no source and no registry.
   *
   * @throws CacheException when no earlier version is kept ({@code UNKNOWN_MODEL}), or all kept
   *     ones are missing or damaged ({@code INTEGRITY}); then the present one stays
   */
  public RollbackResult rollback(ModelName name) {
    try {
      recovery.record(List.of(name));
      return new Rollback(parts, name).run();
    } catch (IOException e) {
      throw CacheException.storage(name.value(), e);
    } finally {
      flush();
    }
  }

  /** Looks whether all that this cache needs is as it should be. */
  public Doctor examination(RegistryLoader loader) {
    return new Doctor(parts, loader);
  }

  /** What this cache can hand on to others, as a server does. */
  public ContentLookup mirror() {
    return new ContentLookup(parts);
  }

  Bundler bundler(Bundles bundles, RegistryParser parser, RegistryWriter writer) {
    return new Bundler(
        this::ensureModels,
        others -> new ModelCache(others)::ensureModels,
        parts,
        bundles,
        parser,
        writer);
  }

  /** Where a base directory has a model. */
  private Optional<Path> inBases(Model model) {
    try {
      return views.baseOf(model).map(base -> base.path(model));
    } catch (IOException e) {
      throw CacheException.storage(model.name().value(), e);
    }
  }

  /** Makes room after something has come; that it can't be made is no failure of what has come. */
  private void keepQuota(Collection<EnsureResult> outcomes, Collection<Model> asked) {
    if (parts.settings().quota().isPresent()
        && outcomes.stream().anyMatch(one -> one.bytesFetched() + one.bytesReused() > 0)) {
      new QuotaEnforcer(parts, recovery, parts.settings().quota().getAsLong())
          .keep(asked.stream().map(Model::name).collect(Collectors.toSet()));
    }
  }

  private void flush() {
    try {
      parts.view().records().flush();
    } catch (IOException e) {
      parts
          .progress()
          .warn(
              "the cache registry could not be written ("
                  + e.getMessage()
                  + "); the models are there, and will be read once more next time");
    }
  }
}

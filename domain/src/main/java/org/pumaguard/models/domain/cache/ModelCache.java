package org.pumaguard.models.domain.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.policy.Retention;
import org.pumaguard.models.domain.port.Bundles;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.RegistryParser;
import org.pumaguard.models.domain.port.RegistryWriter;

/**
 * Models as local files: names in, paths out. What is missing is fetched, every byte is verified,
 * what is there is handed out without a read or a request.
 *
 * <p>Safe for use by many threads, and beside other processes on the same directory: each piece of
 * content is fetched once, whoever asks. All failures are {@link CacheException}s. A thread that is
 * interrupted stops waiting; a fetch stops when nobody waits for it any more.
 */
@SuppressWarnings("try") // What is held in a try statement is there to be closed, not to be used.
public final class ModelCache {

  private final CacheParts parts;
  private final List<Shelf> bases;
  private final FetchSlots slots;
  private final PiecesOnTheWay singlesOnTheWay = new PiecesOnTheWay();
  private final Flights<Model, Ensured> flights;
  private final AtomicLong singles = new AtomicLong();

  /** A cache that is made of these. Starts nothing, and touches no disk, until it is asked. */
  public ModelCache(CacheParts parts) {
    this.parts = parts;
    this.bases = parts.bases().stream().map(Shelf::new).toList();
    this.slots = new FetchSlots(parts.settings().parallel());
    this.flights = new Flights<>(parts.executor());
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
  public Ensured ensured(ModelName name) {
    try {
      Model model = require(name);
      Turn turn =
          turn(singles.getAndIncrement(), model, singlesOnTheWay, ConcurrentHashMap.newKeySet());
      Ensured ensured;
      try (PiecesOnTheWay.Claim claim = turn.claim()) {
        ensured = ensured(model, turn);
      }
      keepQuota(List.of(ensured), List.of(model));
      return ensured;
    } finally {
      flush();
    }
  }

  /**
   * As {@link #ensured}, but falls back to the version on disk when the one that the registry names
   * can't be had.
   */
  public Ensured ensuredOrOutdated(ModelName name) {
    try {
      return ensured(name);
    } catch (CacheException failure) {
      Optional<ModelStatus> status = Optional.empty();
      if (parts.registry().get().find(name).isPresent()) {
        status = Optional.of(status(require(name)));
      }
      if (status.isEmpty() || status.get().state() != ModelState.OUTDATED) {
        throw failure;
      }
      parts
          .progress()
          .warn("using the version on disk, which is outdated: " + failure.getMessage());
      return new Ensured(
          name, parts.shelf().path(status.get().model()), ModelState.OUTDATED, 0, 0, List.of());
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
    List<Model> models = select(names);
    Map<Sha256, Group> groups = new LinkedHashMap<>();
    PiecesOnTheWay onTheWay = new PiecesOnTheWay();
    Set<SourceLocation> distrusted = ConcurrentHashMap.newKeySet();
    for (Model model : models) {
      groups
          .computeIfAbsent(
              model.sha256(),
              key -> new Group(turn(groups.size(), model, onTheWay, distrusted), new ArrayList<>()))
          .models()
          .add(model);
    }
    Queue<Group> queue = new ConcurrentLinkedQueue<>(groups.values());
    Map<ModelName, EnsureOutcome> outcomes = new ConcurrentHashMap<>();
    Runnable runner =
        () -> {
          for (Group group = queue.poll(); group != null; group = queue.poll()) {
            try (PiecesOnTheWay.Claim claim = group.turn().claim()) {
              for (Model model : group.models()) {
                outcomes.put(model.name(), outcome(model, group.turn()));
              }
            }
          }
        };
    runAll(runner, Math.min(parts.settings().parallel(), queue.size()));
    flush();
    keepQuota(
        outcomes.values().stream().flatMap(outcome -> outcome.ensured().stream()).toList(), models);
    return models.stream().map(model -> outcomes.get(model.name())).toList();
  }

  /** The file of a model, if it is cached. Never fetches, writes nothing. */
  public Optional<Path> find(ModelName name) {
    ModelStatus status = status(require(name));
    return status.state() == ModelState.CACHED ? status.path() : Optional.empty();
  }

  /** All models of the registry and how they stand, in its order. Never fetches, writes nothing. */
  public List<ModelStatus> list() {
    return registry().models().stream().map(this::status).toList();
  }

  /** How one model stands. Never fetches, writes nothing. */
  public ModelStatus status(ModelName name) {
    return status(require(name));
  }

  /**
   * Reads every byte of what is cached under these names. What is found damaged is read again
   * before it is handed out, and mended then.
   *
   * @param names which ones; all of the registry and all that is cached if there is none
   * @return how each is, in that order
   */
  public List<Verified> verify(Collection<ModelName> names) {
    List<Verified> verified =
        new Verification(parts)
            .run(subjects(names)).stream().map(Verification.Finding::verified).toList();
    flush();
    return verified;
  }

  /**
   * As {@link #verify}, and mends what is damaged: fetches only that, as far as it is known where
   * the damage is, and puts a new file in the place of the damaged one when all of it was verified.
   * Who reads the damaged one goes on reading it. What is missing is not fetched; one that can't be
   * mended does not stop the others.
   *
   * @return how each is now, with the failure where it could not be mended
   */
  public List<Verified> repair(Collection<ModelName> names) {
    List<Verification.Finding> findings = new Verification(parts).run(subjects(names));
    Queue<Verification.Finding> damaged = new ConcurrentLinkedQueue<>();
    findings.stream()
        .filter(finding -> finding.verified().result() == Verified.Result.DAMAGED)
        .forEach(damaged::add);
    Map<ModelName, Verified> mended = new ConcurrentHashMap<>();
    Runnable runner =
        () -> {
          for (Verification.Finding next = damaged.poll(); next != null; next = damaged.poll()) {
            mended.put(next.verified().name(), repaired(next));
          }
        };
    runAll(runner, Math.min(parts.settings().parallel(), damaged.size()));
    flush();
    return findings.stream()
        .map(Verification.Finding::verified)
        .map(verified -> mended.getOrDefault(verified.name(), verified))
        .toList();
  }

  private Verified repaired(Verification.Finding damaged) {
    ModelName name = damaged.verified().name();
    Optional<Model> model = registry().find(name);
    if (model.isEmpty()) {
      return damaged
          .verified()
          .unrepaired(
              new CacheException(
                  CacheException.Kind.INTEGRITY,
                  name + ": is damaged, and the registry does not name it any more",
                  "use a registry that does, or remove it with 'clear " + name + "'"));
    }
    Turn turn =
        turn(
            singles.getAndIncrement(), model.get(), singlesOnTheWay, ConcurrentHashMap.newKeySet());
    try (PiecesOnTheWay.Claim claim = turn.claim()) {
      Ensured ensured =
          flights.join(
              model.get(),
              cancellation ->
                  new Acquisition(parts, turn, model.get(), cancellation).run(damaged.verdict()),
              turn.claim()::close);
      return damaged.verified().repaired(ensured.bytesFetched());
    } catch (CacheException e) {
      return damaged.verified().unrepaired(e);
    }
  }

  private List<Verification.Subject> subjects(Collection<ModelName> names) {
    Set<ModelName> all = new LinkedHashSet<>(names);
    if (names.isEmpty()) {
      registry().models().forEach(model -> all.add(model.name()));
      all.addAll(parts.shelf().records().entries().keySet());
    }
    List<Verification.Subject> subjects = new ArrayList<>();
    for (ModelName name : all) {
      Optional<Model> model = registry().find(name);
      if (model.isEmpty() && parts.shelf().records().find(name).isEmpty()) {
        throw unknown(name);
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
  public List<Cleared> clear(Collection<ModelName> names, boolean dryRun) {
    Clearing clearing = new Clearing(parts, dryRun);
    try {
      if (names.isEmpty()) {
        return isEmpty() ? List.of() : clearing.everything();
      }
      Set<Sha256> partials = new LinkedHashSet<>();
      for (ModelName name : names) {
        if (parts.shelf().records().find(name).isEmpty()) {
          partials.add(require(name).publication().sha256());
        }
      }
      return isEmpty() ? List.of() : clearing.models(new LinkedHashSet<>(names), partials);
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
    return new Leasing(parts, this::ensured).lease(require(name), inBases(name));
  }

  /**
   * Removes old versions, leftovers, and what is used least, as the policy says.
   *
   * @param dryRun only to say what would be removed
   * @throws CacheException when other processes are adding models and do not come to an end, or the
   *     disk refuses
   */
  public Pruned prune(Retention retention, boolean dryRun) {
    try {
      return new Pruning(parts, retention, dryRun).run();
    } catch (IOException e) {
      throw CacheException.storage("the cache can't be pruned", e);
    }
  }

  /** What the cache directory takes. Takes no lock, writes nothing. */
  public Usage usage() {
    try {
      return Pruning.usage(parts);
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
    CacheRegistry records = parts.shelf().records();
    try {
      for (ModelName name : names) {
        if (records.find(name).isEmpty() || parts.shelf().store().visible(name).isEmpty()) {
          throw new CacheException(
              CacheException.Kind.UNKNOWN_MODEL,
              "'" + name + "' is not cached",
              "'list' shows what is; 'cache " + name + "' makes it available if it can be had");
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
   * kept, and {@link #ensure} brings it forward again. Asks no source and no registry.
   *
   * @throws CacheException when no earlier version is kept ({@code UNKNOWN_MODEL}), or the kept one
   *     is missing or damaged ({@code INTEGRITY}); then the present one stays
   */
  public RolledBack rollback(ModelName name) {
    try {
      return new Rollback(parts, name).run();
    } catch (IOException e) {
      throw CacheException.storage(name.value(), e);
    } finally {
      flush();
    }
  }

  /** Looks whether all that this cache needs is as it should be. */
  public Examination examination(RegistryLoader loader) {
    return new Examination(parts, loader);
  }

  Bundler bundler(Bundles bundles, RegistryParser parser, RegistryWriter writer) {
    return new Bundler(this, parts, bundles, parser, writer);
  }

  /** Where a base directory has a model. */
  private Optional<Path> inBases(ModelName name) {
    Model model = require(name);
    try {
      for (Shelf base : bases) {
        if (judge(base, model).isHit()) {
          return Optional.of(base.path(model));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw CacheException.storage(name.value(), e);
    }
  }

  /** Makes room after something has come; that it can't be made is no failure of what has come. */
  private void keepQuota(Collection<Ensured> outcomes, Collection<Model> asked) {
    if (parts.settings().quota().isPresent()
        && outcomes.stream().anyMatch(one -> one.bytesFetched() + one.bytesReused() > 0)) {
      new Quota(parts, parts.settings().quota().getAsLong())
          .keep(asked.stream().map(Model::name).collect(Collectors.toSet()));
    }
  }

  private boolean isEmpty() throws IOException {
    return parts.shelf().records().entries().isEmpty()
        && parts.shelf().store().inventory().isEmpty();
  }

  private Turn turn(
      long rank, Model model, PiecesOnTheWay onTheWay, Set<SourceLocation> distrusted) {
    List<Sha256> pieces = model.publication().pieces().stream().map(Fragment::sha256).toList();
    return new Turn(slots, onTheWay, onTheWay.claim(rank, pieces), rank, distrusted);
  }

  private EnsureOutcome outcome(Model model, Turn turn) {
    try {
      return EnsureOutcome.of(ensured(model, turn));
    } catch (CacheException e) {
      return EnsureOutcome.of(model.name(), e);
    }
  }

  private Ensured ensured(Model model, Turn turn) {
    try {
      for (Shelf base : bases) {
        if (isHit(judge(base, model), model)) {
          return hit(base, model);
        }
      }
      Shelf.Verdict verdict = judge(parts.shelf(), model);
      if (verdict.isHit()) {
        verdict.entry().ifPresent(entry -> parts.shelf().used(entry, parts.clock()));
        return hit(parts.shelf(), model);
      }
      if (verdict.state() == ModelState.CACHED && model.unpack().isEmpty()) {
        return recorded(model, verdict, turn);
      }
      return flights.join(
          model,
          cancellation -> new Acquisition(parts, turn, model, cancellation).run(verdict),
          turn.claim()::close);
    } catch (IOException e) {
      throw CacheException.storage(model.name().value(), e);
    }
  }

  /**
   * The file is right, only the record is not; without the right to write it is handed out anyway.
   */
  private Ensured recorded(Model model, Shelf.Verdict verdict, Turn turn) {
    try {
      new Acquisition(parts, turn, model, new Cancellation()).record(verdict);
    } catch (IOException e) {
      return hit(parts.shelf(), model);
    }
    return hit(parts.shelf(), model);
  }

  private Ensured hit(Shelf shelf, Model model) {
    return new Ensured(model.name(), shelf.path(model), ModelState.CACHED, 0, 0, List.of());
  }

  private Shelf.Verdict judge(Shelf shelf, Model model) throws IOException {
    return shelf.judge(
        model,
        parts.settings().verify(),
        parts.clock().instant(),
        new Cancellation(),
        parts.progress());
  }

  /**
   * In a base the record may be old, since nobody may write it: what was read and is right counts.
   */
  private static boolean isHit(Shelf.Verdict verdict, Model model) {
    return verdict.isHit() || (verdict.state() == ModelState.CACHED && model.unpack().isEmpty());
  }

  private ModelStatus status(Model model) {
    try {
      for (Shelf base : bases) {
        Shelf.Verdict verdict = judge(base, model);
        if (isHit(verdict, model)) {
          return status(base, model, verdict);
        }
      }
      return status(parts.shelf(), model, judge(parts.shelf(), model));
    } catch (IOException e) {
      throw CacheException.storage(model.name().value(), e);
    }
  }

  private static ModelStatus status(Shelf shelf, Model model, Shelf.Verdict verdict) {
    boolean whole = verdict.state() == ModelState.CACHED || verdict.state() == ModelState.OUTDATED;
    OptionalLong cachedSize =
        verdict.state() == ModelState.CACHED
            ? verdict
                .fingerprint()
                .map(Fingerprint::size)
                .map(OptionalLong::of)
                .orElse(model.size())
            : model.size();
    return new ModelStatus(
        model,
        verdict.state(),
        cachedSize,
        whole ? Optional.of(shelf.path(model)) : Optional.empty(),
        verdict.entry());
  }

  private Model require(ModelName name) {
    return registry().find(name).orElseThrow(() -> unknown(name));
  }

  private static CacheException unknown(ModelName name) {
    return new CacheException(
        CacheException.Kind.UNKNOWN_MODEL,
        "'" + name + "' is not in the registry",
        "'list' shows the names that are");
  }

  List<Model> select(Collection<ModelName> names) {
    return names.isEmpty()
        ? List.copyOf(registry().models())
        : names.stream().distinct().map(this::require).toList();
  }

  private void runAll(Runnable runner, int times) {
    List<Future<?>> runners = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      runners.add(parts.executor().submit(runner));
    }
    try {
      for (Future<?> running : runners) {
        running.get();
      }
    } catch (InterruptedException e) {
      runners.forEach(running -> running.cancel(true));
      Thread.currentThread().interrupt();
      throw CacheException.interrupted();
    } catch (ExecutionException e) {
      throw new IllegalStateException("unexpected failure: " + e.getCause(), e.getCause());
    }
  }

  private void flush() {
    try {
      parts.shelf().records().flush();
    } catch (IOException e) {
      parts
          .progress()
          .warn(
              "the cache registry could not be written ("
                  + e.getMessage()
                  + "); the models are there, and will be read once more next time");
    }
  }

  /** Models of the same content: fetched for the first, and there for the others. */
  private record Group(Turn turn, List<Model> models) {}
}

package org.pumaguard.models.domain.ensure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.DamagedModel;
import org.pumaguard.models.domain.api.EnsureOutcome;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.concurrent.DownloadSlots;
import org.pumaguard.models.domain.concurrent.DownloadTicket;
import org.pumaguard.models.domain.concurrent.InFlightFragments;
import org.pumaguard.models.domain.concurrent.SingleFlight;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.CacheView;
import org.pumaguard.models.domain.state.LayeredCacheView;
import org.pumaguard.models.domain.state.UnpackedDirectory;
import org.pumaguard.models.domain.verify.DirectoryRepair;
import org.pumaguard.models.domain.verify.Verification;

/**
 * Makes models available, one or many at once: hands out what is there, and lets all who ask for
 * the same share one fetch. Safe for use by many threads.
 */
public final class EnsureModels {

  private static final int RUNNERS_PER_SLOT = 2;

  private final CacheParts parts;
  private final LayeredCacheView shelves;
  private final DownloadSlots slots;
  private final InFlightFragments singlesOnTheWay = new InFlightFragments();
  private final SingleFlight<Model, EnsureResult> flights;
  private final AtomicLong singles = new AtomicLong();

  public EnsureModels(CacheParts parts, LayeredCacheView shelves) {
    this.parts = parts;
    this.shelves = shelves;
    this.slots = new DownloadSlots(parts.settings().parallel());
    this.flights = new SingleFlight<>(parts.executor());
  }

  /** One model if it is there and nothing is to be done about it, not even noted. */
  public Optional<EnsureResult> atOnce(Model model) {
    try {
      return shelves.settled(model).map(shelf -> hit(shelf, model));
    } catch (IOException e) {
      throw CacheException.storage(model.name().value(), e);
    }
  }

  /** One model. */
  public EnsureResult one(Model model) {
    DownloadTicket turn = single(model);
    try (InFlightFragments.Claim claim = turn.claim()) {
      return ensured(model, turn);
    }
  }

  /** Several models; one that fails does not stop the others. */
  public List<EnsureOutcome> all(List<Model> models) {
    Map<Sha256, Group> groups = new LinkedHashMap<>();
    InFlightFragments onTheWay = new InFlightFragments();
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
            try (InFlightFragments.Claim claim = group.turn().claim()) {
              for (Model model : group.models()) {
                outcomes.put(model.name(), outcome(model, group.turn()));
              }
            }
          }
        };
    runAll(runner, Math.min(runners(), queue.size()));
    return models.stream().map(model -> outcomes.get(model.name())).toList();
  }

  /**
   * While some models are looked at, stored and recorded, others have the connections. With one at
   * a time they come strictly in their order, on which a bundle relies that is read as a stream.
   */
  private int runners() {
    int parallel = parts.settings().parallel();
    return parallel == 1 ? 1 : RUNNERS_PER_SLOT * parallel;
  }

  /** Mends what was found damaged; one that can't be mended does not stop the others. */
  public List<VerifyResult> repaired(List<Verification.Finding> findings) {
    Queue<Verification.Finding> damaged = new ConcurrentLinkedQueue<>();
    findings.stream()
        .filter(finding -> finding.verified().result() == VerifyResult.Result.DAMAGED)
        .forEach(damaged::add);
    Map<ModelName, VerifyResult> mended = new ConcurrentHashMap<>();
    Runnable runner =
        () -> {
          for (Verification.Finding next = damaged.poll(); next != null; next = damaged.poll()) {
            mended.put(next.verified().name(), repaired(next));
          }
        };
    runAll(runner, Math.min(parts.settings().parallel(), damaged.size()));
    return findings.stream()
        .map(Verification.Finding::verified)
        .map(verified -> mended.getOrDefault(verified.name(), verified))
        .toList();
  }

  private VerifyResult repaired(Verification.Finding finding) {
    if (!(finding.verified() instanceof DamagedModel damaged)) {
      return finding.verified();
    }
    if (damaged instanceof DamagedModel.Directory directory) {
      return new DirectoryRepair(parts).run(directory);
    }
    ModelName name = damaged.name();
    Optional<Model> model = parts.registry().get().find(name);
    if (model.isEmpty()) {
      return damaged.unrepaired(
          new CacheException(
              CacheException.Kind.INTEGRITY,
              name + ": is damaged, and the registry does not name it any more",
              Hint.USE_OTHER_REGISTRY));
    }
    DownloadTicket turn = single(model.get());
    try (InFlightFragments.Claim claim = turn.claim()) {
      EnsureResult ensured =
          flights.join(
              model.get(),
              cancellation ->
                  new EnsureTask(parts, turn, model.get(), cancellation).run(finding.verdict()),
              turn.claim()::close);
      return damaged.repaired(model.get().sha256(), ensured.bytesFetched());
    } catch (CacheException e) {
      return damaged.unrepaired(unrepaired(damaged, model.get(), e));
    }
  }

  /** Who only reads why the new version can't be had would not know what became of the old one. */
  private static CacheException unrepaired(VerifyResult damaged, Model model, CacheException why) {
    if (damaged.expected().equals(Optional.of(model.sha256()))) {
      return why;
    }
    CacheException failure =
        new CacheException(
            why.kind(),
            why.getMessage()
                + "; the registry no longer names the damaged version, so only its present version"
                + " can replace it",
            why.hint(),
            why);
    for (Throwable suppressed : why.getSuppressed()) {
      failure.addSuppressed(suppressed);
    }
    return failure;
  }

  private DownloadTicket single(Model model) {
    return turn(singles.getAndIncrement(), model, singlesOnTheWay, ConcurrentHashMap.newKeySet());
  }

  private DownloadTicket turn(
      long rank, Model model, InFlightFragments onTheWay, Set<SourceLocation> distrusted) {
    List<Sha256> fragments =
        model.publication().fragmentsOrWhole().stream().map(Fragment::sha256).toList();
    return new DownloadTicket(slots, onTheWay, onTheWay.claim(rank, fragments), rank, distrusted);
  }

  private EnsureOutcome outcome(Model model, DownloadTicket turn) {
    try {
      return EnsureOutcome.of(ensured(model, turn));
    } catch (CacheException e) {
      return EnsureOutcome.of(model.name(), e);
    }
  }

  private EnsureResult ensured(Model model, DownloadTicket turn) {
    try {
      Optional<CacheView> base = shelves.baseOf(model);
      if (base.isPresent()) {
        return hit(base.get(), model);
      }
      CacheView.Verdict verdict = shelves.judge(model);
      if (verdict.isHit()) {
        verdict.entry().ifPresent(entry -> parts.shelf().used(entry, parts.clock()));
        return hit(parts.shelf(), model);
      }
      if (parts.shelf().isUsable(verdict, model) || hasCopiedDirectory(verdict, model)) {
        return recorded(model, verdict, turn);
      }
      return flights.join(
          model,
          cancellation -> new EnsureTask(parts, turn, model, cancellation).run(verdict),
          turn.claim()::close);
    } catch (IOException e) {
      throw CacheException.storage(model.name().value(), e);
    }
  }

  /** As in a copy of a cache directory, which may be one that can only be read. */
  private boolean hasCopiedDirectory(CacheView.Verdict verdict, Model model) throws IOException {
    return verdict.state() == ModelState.CACHED
        && model.unpack().isPresent()
        && new UnpackedDirectory(parts, model.name(), model.unpack().get())
            .isCopyOf(model.sha256(), new Cancellation());
  }

  /**
   * The file is right, only the record is not; without the right to write it is handed out anyway.
   */
  private EnsureResult recorded(Model model, CacheView.Verdict verdict, DownloadTicket turn) {
    try {
      new EnsureTask(parts, turn, model, new Cancellation()).record(verdict);
    } catch (IOException e) {
      return hit(parts.shelf(), model);
    }
    return hit(parts.shelf(), model);
  }

  private EnsureResult hit(CacheView shelf, Model model) {
    return new EnsureResult(model.name(), shelf.path(model), ModelState.CACHED, 0, 0, List.of());
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

  /** Models of the same content: fetched for the first, and there for the others. */
  private record Group(DownloadTicket turn, List<Model> models) {}
}

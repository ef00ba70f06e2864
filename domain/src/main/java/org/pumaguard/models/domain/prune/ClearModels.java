package org.pumaguard.models.domain.prune;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.RemovedItem;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.StoreContents;
import org.pumaguard.models.domain.policy.Retention;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.source.RegisteredModels;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.CacheSnapshot;
import org.pumaguard.models.domain.state.GcLock;
import org.pumaguard.models.domain.state.RecordRecovery;

/** Removes models, or all files of the cache. Other files in the cache directory are kept. */
public final class ClearModels {

  private final CacheParts parts;
  private final RecordRecovery recovery;
  private final RegisteredModels registered;
  private final boolean dryRun;

  /**
   * A removal.
   *
   * @param dryRun whether to only report what would be removed
   */
  public ClearModels(CacheParts parts, RecordRecovery recovery, boolean dryRun) {
    this.parts = parts;
    this.recovery = recovery;
    this.registered = new RegisteredModels(parts.registry());
    this.dryRun = dryRun;
  }

  /**
   * Removes models and their partials. Content that another model shares is kept.
   *
   * @param names the models; all files of the cache if empty
   * @throws CacheException if a model is neither cached nor registered; then nothing is removed
   */
  public List<RemovedItem> run(Collection<ModelName> names) {
    try {
      if (!dryRun) {
        WriteAccess.require(parts.directory());
      }
      if (names.isEmpty()) {
        return clearAll();
      }
      recovery.record(names);
      Set<Sha256> partials = new LinkedHashSet<>();
      for (ModelName name : names) {
        if (parts.view().records().find(name).isEmpty()) {
          partials.add(registered.require(name).publication().sha256());
        }
      }
      return clear(new LinkedHashSet<>(names), partials);
    } catch (IOException e) {
      throw CacheException.storage("the cache cannot be cleared", e);
    }
  }

  private List<RemovedItem> clear(Set<ModelName> names, Set<Sha256> partials) throws IOException {
    if (parts.view().records().entries().isEmpty() && CacheSnapshot.of(parts.view()).isEmpty()) {
      return List.of();
    }
    return runExclusively(
        (snapshot, sweep) -> {
          Retention.Decision decision = decision(snapshot, names, false);
          sweep.expect(PruneModels.items(decision) + partials.size());
          sweep.remove(decision);
          sweep.removePartials(partials);
        });
  }

  private List<RemovedItem> clearAll() throws IOException {
    if (recovery.all().isEmpty()) {
      return List.of();
    }
    return runExclusively(
        (snapshot, sweep) -> {
          Retention.Decision decision = decision(snapshot, snapshot.entries().keySet(), true);
          Set<Sha256> partials = snapshot.inventory().partials().keySet();
          List<StoreContents.Leftover> leftovers = snapshot.ownLeftovers();
          sweep.expect(PruneModels.items(decision) + partials.size() + leftovers.size());
          sweep.remove(decision);
          sweep.removePartials(partials);
          sweep.removeLeftovers(leftovers, parts.clock().instant());
        });
  }

  private List<RemovedItem> runExclusively(Work work) throws IOException {
    if (dryRun) {
      return run(work);
    }
    try (CacheLock.Held held = new GcLock(parts.locks()).await()) {
      return run(work);
    }
  }

  private List<RemovedItem> run(Work work) throws IOException {
    CacheSnapshot snapshot = recovery.linked();
    Sweep sweep = new Sweep(parts, snapshot, dryRun);
    work.run(snapshot, sweep);
    sweep.finish();
    return sweep.items();
  }

  /**
   * Decides what is removed with these models.
   *
   * @param unused whether content without a model is removed too
   */
  private static Retention.Decision decision(
      CacheSnapshot snapshot, Collection<ModelName> names, boolean unused) {
    Retention.Holdings holdings = snapshot.holdings(Set.of());
    List<Retention.Current> evicted = new ArrayList<>();
    List<Retention.Former> dropped = new ArrayList<>();
    Map<Sha256, Integer> references = CacheSnapshot.references(snapshot.entries().values());
    Set<ModelName> all = Set.copyOf(names);
    for (Retention.Current current : holdings.currents()) {
      if (all.contains(current.name())) {
        evicted.add(current);
        references.merge(current.content(), -1, Integer::sum);
      }
    }
    for (Retention.Former former : holdings.formers()) {
      if (all.contains(former.name())) {
        dropped.add(former);
        references.merge(former.content(), -1, Integer::sum);
      }
    }
    List<Sha256> discarded =
        holdings.contents().keySet().stream()
            .filter(content -> references.getOrDefault(content, unused ? 0 : 1) == 0)
            .sorted((a, b) -> a.hex().compareTo(b.hex()))
            .toList();
    return new Retention.Decision(evicted, dropped, discarded, Set.of(), 0);
  }

  /** Removals, done while no process adds content. */
  private interface Work {
    void run(CacheSnapshot snapshot, Sweep sweep) throws IOException;
  }
}

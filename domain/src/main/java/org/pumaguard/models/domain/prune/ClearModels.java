package org.pumaguard.models.domain.prune;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pumaguard.models.domain.api.RemovedItem;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.Retention;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.CacheSnapshot;
import org.pumaguard.models.domain.state.GcLock;
import org.pumaguard.models.domain.state.RecordRecovery;

/** Removes what the cache holds, and nothing else. */
public final class ClearModels {

  private final CacheParts parts;
  private final RecordRecovery recovery;
  private final boolean dryRun;

  public ClearModels(CacheParts parts, RecordRecovery recovery, boolean dryRun) {
    this.parts = parts;
    this.recovery = recovery;
    this.dryRun = dryRun;
  }

  /** Removes these models and their partials; content that another model shares stays. */
  public List<RemovedItem> models(Set<ModelName> names, Set<Sha256> partials) throws IOException {
    if (parts.view().records().entries().isEmpty() && CacheSnapshot.of(parts.view()).isEmpty()) {
      return List.of();
    }
    return alone(
        (stock, sweep) -> {
          sweep.remove(decision(stock, names, false));
          sweep.removePartials(partials);
        });
  }

  /** Removes everything that the cache made. */
  public List<RemovedItem> everything() throws IOException {
    if (recovery.all().isEmpty()) {
      return List.of();
    }
    return alone(
        (stock, sweep) -> {
          sweep.remove(decision(stock, stock.entries().keySet(), true));
          sweep.removePartials(stock.inventory().partials().keySet());
          sweep.removeLeftovers(stock.ownLeftovers(), parts.clock().instant());
        });
  }

  private List<RemovedItem> alone(Work work) throws IOException {
    if (dryRun) {
      return run(work);
    }
    try (CacheLock.Held held = new GcLock(parts.locks()).await()) {
      return run(work);
    }
  }

  private List<RemovedItem> run(Work work) throws IOException {
    CacheSnapshot stock = recovery.linked();
    Sweep sweep = new Sweep(parts, stock, dryRun);
    work.on(stock, sweep);
    sweep.finish();
    return sweep.account();
  }

  /**
   * What goes with these models.
   *
   * @param unused whether content goes too that no model has
   */
  private static Retention.Decision decision(
      CacheSnapshot stock, Collection<ModelName> names, boolean unused) {
    Retention.Holdings holdings = stock.holdings(Set.of());
    List<Retention.Current> evicted = new ArrayList<>();
    List<Retention.Former> dropped = new ArrayList<>();
    Map<Sha256, Integer> references = CacheSnapshot.references(stock.entries().values());
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

  /** What is done while nobody adds anything. */
  private interface Work {
    void on(CacheSnapshot stock, Sweep sweep) throws IOException;
  }
}

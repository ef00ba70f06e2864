package org.pumaguard.models.domain.cache;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.Retention;
import org.pumaguard.models.domain.port.CacheLock;

/** Removes what the cache holds, and nothing else. */
@SuppressWarnings("try") // What is held in a try statement is there to be closed, not to be used.
final class Clearing {

  private final CacheParts parts;
  private final Recovery recovery;
  private final boolean dryRun;

  Clearing(CacheParts parts, Recovery recovery, boolean dryRun) {
    this.parts = parts;
    this.recovery = recovery;
    this.dryRun = dryRun;
  }

  /** Removes these models and their partials; content that another model shares stays. */
  List<Cleared> models(Set<ModelName> names, Set<Sha256> partials) throws IOException {
    if (parts.shelf().records().entries().isEmpty() && Stock.of(parts.shelf()).isEmpty()) {
      return List.of();
    }
    return alone(
        (stock, sweep) -> {
          sweep.remove(decision(stock, names, false));
          sweep.removePartials(partials);
        });
  }

  /** Removes everything that the cache made. */
  List<Cleared> everything() throws IOException {
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

  private List<Cleared> alone(Work work) throws IOException {
    if (dryRun) {
      return run(work);
    }
    try (CacheLock.Held held = new CollectorLock(parts.locks()).await()) {
      return run(work);
    }
  }

  private List<Cleared> run(Work work) throws IOException {
    Stock stock = recovery.linked();
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
      Stock stock, Collection<ModelName> names, boolean unused) {
    Retention.Holdings holdings = stock.holdings(Set.of());
    List<Retention.Current> evicted = new ArrayList<>();
    List<Retention.Former> dropped = new ArrayList<>();
    Map<Sha256, Integer> references = Stock.references(stock.entries().values());
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
    void on(Stock stock, Sweep sweep) throws IOException;
  }
}

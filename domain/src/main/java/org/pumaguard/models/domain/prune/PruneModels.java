package org.pumaguard.models.domain.prune;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheUsage;
import org.pumaguard.models.domain.api.PruneResult;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.StoreContents;
import org.pumaguard.models.domain.policy.Retention;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.CacheSnapshot;
import org.pumaguard.models.domain.state.GcLock;
import org.pumaguard.models.domain.state.RecordRecovery;

/** Removes what need not stay: old versions, leftovers, and what was used least recently. */
public final class PruneModels {

  private final CacheParts parts;
  private final RecordRecovery recovery;
  private final Retention retention;
  private final boolean dryRun;

  public PruneModels(
      CacheParts parts, RecordRecovery recovery, Retention retention, boolean dryRun) {
    this.parts = parts;
    this.recovery = recovery;
    this.retention = retention;
    this.dryRun = dryRun;
  }

  /** Removes it all, or says what would be removed. */
  public PruneResult run() throws IOException {
    // What has to be read first is read before others have to wait.
    CacheSnapshot before = recovery.all();
    if (dryRun) {
      return prune(before);
    }
    if (before.isEmpty() && !before.hasStrangers()) {
      return new PruneResult(List.of(), 0);
    }
    try (CacheLock.Held held = new GcLock(parts.locks()).await()) {
      return prune(recovery.all());
    }
  }

  private PruneResult prune(CacheSnapshot stock) throws IOException {
    Instant now = parts.clock().instant();
    Retention.Decision decision = retention.decide(stock.holdings(Set.of()), now, this::isInUse);
    Sweep sweep = new Sweep(parts, stock, dryRun);
    sweep.remove(decision);
    List<Sha256> forgotten = new ArrayList<>();
    stock
        .inventory()
        .partials()
        .forEach(
            (content, item) -> {
              if (Retention.isForgotten(item.lastModified(), now)) {
                forgotten.add(content);
              }
            });
    sweep.removePartials(forgotten);
    sweep.removeLeftovers(stock.inventory().leftovers(), now);
    sweep.removeLeftovers(needlessFragments(stock, now), now);
    sweep.finish();
    return new PruneResult(sweep.account(), over(decision, sweep));
  }

  /**
   * Removes models until the others fit, unless others are at work in the cache.
   *
   * @param required models that stay in any case
   * @return what was removed; nothing if all fit, or could not be looked at now
   */
  Optional<PruneResult> within(Set<ModelName> required) throws IOException {
    Optional<CacheLock.Held> alone = new GcLock(parts.locks()).tryNow();
    if (alone.isEmpty()) {
      return Optional.empty();
    }
    try (CacheLock.Held held = alone.get()) {
      CacheSnapshot stock = recovery.linked();
      Retention.Holdings holdings = stock.holdings(required);
      if (holdings.bytes() <= retention.maxSize().orElse(Long.MAX_VALUE)) {
        return Optional.empty();
      }
      Retention.Decision decision =
          retention.decide(holdings, parts.clock().instant(), this::isInUse);
      Sweep sweep = new Sweep(parts, stock, dryRun);
      sweep.remove(decision);
      sweep.finish();
      return Optional.of(new PruneResult(sweep.account(), over(decision, sweep)));
    }
  }

  private long over(Retention.Decision decision, Sweep sweep) {
    return retention.maxSize().isPresent() ? decision.over() + sweep.leftBytes() : 0;
  }

  /**
   * Without a registry none can be told from a file of the user's: they wait until there is one.
   */
  private List<StoreContents.Leftover> needlessFragments(CacheSnapshot stock, Instant now) {
    if (!stock.hasStrangers()) {
      return List.of();
    }
    try {
      return stock.needlessFragments(parts.registry().get(), now);
    } catch (CacheException e) {
      parts
          .progress()
          .warn("leftover fragments are not looked for without a registry: " + e.getMessage());
      return List.of();
    }
  }

  /** Who can't find out leaves it. */
  private boolean isInUse(Sha256 content) {
    try {
      return parts.locks().isHeld(CacheLock.Key.lease(content));
    } catch (IOException e) {
      return true;
    }
  }

  /** What a cache directory takes, and what of it this pruning would free; writes nothing. */
  public static CacheUsage usage(CacheParts parts, RecordRecovery recovery) throws IOException {
    CacheSnapshot stock = recovery.all();
    PruneResult needless = new PruneModels(parts, recovery, Retention.DEFAULT, true).prune(stock);
    return new CacheUsage(
        stock.models().size(),
        stock.holdings(Set.of()).bytes(),
        stock.savedBytes(),
        stock.inventory().partials().values().stream().mapToLong(StoreContents.Item::bytes).sum(),
        needless.bytes(),
        stock.inventory().diskBytes());
  }
}

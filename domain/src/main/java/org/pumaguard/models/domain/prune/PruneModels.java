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
import org.pumaguard.models.domain.policy.RecordedTimes;
import org.pumaguard.models.domain.policy.Retention;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.CacheSnapshot;
import org.pumaguard.models.domain.state.GcLock;
import org.pumaguard.models.domain.state.RecordRecovery;

/** Removes old versions, leftovers and the least recently used models. */
public final class PruneModels {

  private final CacheParts parts;
  private final RecordRecovery recovery;
  private final Retention retention;
  private final boolean dryRun;

  /**
   * A pruning.
   *
   * @param dryRun whether to only report what would be removed
   */
  public PruneModels(
      CacheParts parts, RecordRecovery recovery, Retention retention, boolean dryRun) {
    this.parts = parts;
    this.recovery = recovery;
    this.retention = retention;
    this.dryRun = dryRun;
  }

  /**
   * Prunes the cache directory.
   *
   * @throws CacheException if other processes keep adding models, or the directory fails
   */
  public PruneResult run() {
    try {
      if (!dryRun) {
        WriteAccess.require(parts.directory());
      }
      return prune();
    } catch (IOException e) {
      throw CacheException.storage("the cache cannot be pruned", e);
    }
  }

  private PruneResult prune() throws IOException {
    // Unrecorded files are read before the lock is held.
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

  private PruneResult prune(CacheSnapshot snapshot) throws IOException {
    Instant now = parts.clock().instant();
    if (!dryRun) {
      correctTimes(snapshot, now);
    }
    Retention.Decision decision = retention.decide(snapshot.holdings(Set.of()), now, this::isInUse);
    List<Sha256> forgotten = new ArrayList<>();
    snapshot
        .inventory()
        .partials()
        .forEach(
            (content, item) -> {
              if (Retention.isForgotten(item.lastModified(), now)) {
                forgotten.add(content);
              }
            });
    List<StoreContents.Leftover> leftovers = new ArrayList<>(snapshot.inventory().leftovers());
    leftovers.addAll(unneededFragments(snapshot, now));
    Sweep sweep = new Sweep(parts, snapshot, dryRun);
    sweep.expect(items(decision) + forgotten.size() + leftovers.size());
    sweep.remove(decision);
    sweep.removePartials(forgotten);
    sweep.removeLeftovers(leftovers, now);
    sweep.finish();
    return new PruneResult(sweep.items(), over(decision, sweep));
  }

  /** Times that no right clock recorded count as now, and from now on their age grows. */
  private void correctTimes(CacheSnapshot snapshot, Instant now) {
    for (CacheRegistry.Entry entry : snapshot.entries().values()) {
      if (RecordedTimes.isWrong(entry, now)) {
        parts.view().records().note(entry.name(), latest -> RecordedTimes.corrected(latest, now));
      }
    }
  }

  /**
   * Evicts models until the others fit. Does nothing while other processes work in the cache.
   *
   * @param required models that are never evicted
   * @return what was removed; empty if all models fit, or other processes work in the cache
   */
  Optional<PruneResult> evictOverQuota(Set<ModelName> required) throws IOException {
    Optional<CacheLock.Held> exclusive = new GcLock(parts.locks()).tryNow();
    if (exclusive.isEmpty()) {
      return Optional.empty();
    }
    try (CacheLock.Held held = exclusive.get()) {
      CacheSnapshot snapshot = recovery.linked();
      Retention.Holdings holdings = snapshot.holdings(required);
      if (holdings.bytes() <= retention.maxSize().orElse(Long.MAX_VALUE)) {
        return Optional.empty();
      }
      Retention.Decision decision =
          retention.decide(holdings, parts.clock().instant(), this::isInUse);
      Sweep sweep = new Sweep(parts, snapshot, dryRun);
      sweep.expect(items(decision));
      sweep.remove(decision);
      sweep.finish();
      return Optional.of(new PruneResult(sweep.items(), over(decision, sweep)));
    }
  }

  static long items(Retention.Decision decision) {
    return (long) decision.evicted().size() + decision.discarded().size();
  }

  private long over(Retention.Decision decision, Sweep sweep) {
    return retention.maxSize().isPresent() ? decision.over() + sweep.keptBytes() : 0;
  }

  /** Unneeded fragments; none without a registry, which tells them from files of the user. */
  private List<StoreContents.Leftover> unneededFragments(CacheSnapshot snapshot, Instant now) {
    if (!snapshot.hasStrangers()) {
      return List.of();
    }
    try {
      return snapshot.needlessFragments(parts.registry().get(), now);
    } catch (CacheException e) {
      parts
          .progress()
          .warn(
              "leftover fragments are kept, since the registry cannot be read: " + e.getMessage());
      return List.of();
    }
  }

  /** Content is treated as in use if its lock cannot be inspected. */
  private boolean isInUse(Sha256 content) {
    try {
      return parts.locks().isHeld(CacheLock.Key.lease(content));
    } catch (IOException e) {
      return true;
    }
  }

  /** Measures a cache directory, and what the default pruning would free. Writes nothing. */
  public static CacheUsage usage(CacheParts parts, RecordRecovery recovery) {
    try {
      return measure(parts, recovery);
    } catch (IOException e) {
      throw CacheException.storage("the cache cannot be measured", e);
    }
  }

  private static CacheUsage measure(CacheParts parts, RecordRecovery recovery) throws IOException {
    CacheSnapshot snapshot = recovery.all();
    PruneResult reclaimable =
        new PruneModels(parts, recovery, Retention.DEFAULT, true).prune(snapshot);
    return new CacheUsage(
        snapshot.models().size(),
        snapshot.holdings(Set.of()).bytes(),
        snapshot.savedBytes(),
        snapshot.inventory().partials().values().stream()
            .mapToLong(StoreContents.Item::bytes)
            .sum(),
        reclaimable.bytes(),
        snapshot.inventory().diskBytes());
  }
}

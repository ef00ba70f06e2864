package org.pumaguard.models.domain.prune;

import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.api.Interruption;
import org.pumaguard.models.domain.api.PruneResult;
import org.pumaguard.models.domain.api.RemovedItem;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.policy.Retention;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.RecordRecovery;

/**
 * Evicts models after a fetch until the others fit into the quota. A failure is reported as a
 * warning; the next fetch tries again.
 *
 * @param recovery records unrecorded models
 * @param bytes the maximum size of all models, in bytes
 */
public record QuotaEnforcer(CacheParts parts, RecordRecovery recovery, long bytes) {

  /** Enforces the quota of the settings, if there is one, after models were added to the cache. */
  public static void afterEnsure(
      CacheParts parts,
      RecordRecovery recovery,
      Collection<EnsureResult> results,
      Collection<Model> requested) {
    boolean added = results.stream().anyMatch(QuotaEnforcer::isAdded);
    OptionalLong quota = parts.settings().quota();
    if (added && quota.isPresent()) {
      new QuotaEnforcer(parts, recovery, quota.getAsLong())
          .enforce(requested.stream().map(Model::name).collect(Collectors.toSet()));
    }
  }

  /** The same after one file was retrieved. */
  public static void afterRetrieval(
      CacheParts parts, RecordRecovery recovery, EnsureResult retrieved) {
    OptionalLong quota = parts.settings().quota();
    if (isAdded(retrieved) && quota.isPresent()) {
      new QuotaEnforcer(parts, recovery, quota.getAsLong()).enforce(Set.of(retrieved.name()));
    }
  }

  private static boolean isAdded(EnsureResult result) {
    return result.bytesFetched() + result.bytesReused() > 0;
  }

  /**
   * Evicts the least recently used models. Does nothing while other processes work in the cache.
   *
   * @param requested models that were just requested, and are never evicted
   */
  void enforce(Set<ModelName> requested) {
    try {
      Optional<PruneResult> pruned =
          new PruneModels(parts, recovery, Retention.quota(bytes), false).evictOverQuota(requested);
      pruned.ifPresent(this::report);
    } catch (IOException e) {
      if (Interruption.caused(e)) {
        return;
      }
      parts
          .progress()
          .warn("the quota of " + bytes + " bytes cannot be enforced: " + e.getMessage());
    }
  }

  private void report(PruneResult pruned) {
    for (RemovedItem item : pruned.removed()) {
      if (item instanceof RemovedItem.Removed) {
        parts
            .progress()
            .warn(item.name() + " was evicted (" + item.bytes() + " bytes): quota exceeded");
      }
    }
    if (pruned.over() > 0) {
      parts
          .progress()
          .warn(
              "the cache is "
                  + pruned.over()
                  + " bytes over its quota of "
                  + bytes
                  + ": the remaining models were just requested, are pinned or are in use");
    }
  }
}

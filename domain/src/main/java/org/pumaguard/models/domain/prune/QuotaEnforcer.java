package org.pumaguard.models.domain.prune;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.api.PruneResult;
import org.pumaguard.models.domain.api.RemovedItem;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.policy.Retention;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.RecordRecovery;

/**
 * Makes room after a fetch. What fails is left for the next time.
 *
 * @param recovery makes records of what is there and not recorded
 * @param bytes how many models may take together
 */
public record QuotaEnforcer(CacheParts parts, RecordRecovery recovery, long bytes) {

  /**
   * Removes what was used least recently until the rest fits, unless others are at work.
   *
   * @param asked models that were just asked for, and stay
   */
  public void keep(Set<ModelName> asked) {
    try {
      Optional<PruneResult> pruned =
          new PruneModels(parts, recovery, Retention.quota(bytes), false).within(asked);
      pruned.ifPresent(this::tell);
    } catch (IOException e) {
      parts.progress().warn("the quota of " + bytes + " bytes can't be kept: " + e.getMessage());
    }
  }

  private void tell(PruneResult pruned) {
    for (RemovedItem one : pruned.removed()) {
      if (one.kept().isEmpty()) {
        parts
            .progress()
            .warn(
                one.name() + " was removed (" + one.bytes() + " bytes) to keep the cache's quota");
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
                  + ": what is left was just asked for, is pinned, or is in use");
    }
  }
}

package org.pumaguard.models.domain.cache;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.policy.Retention;

/**
 * Makes room after a fetch. What fails is left for the next time.
 *
 * @param recovery makes records of what is there and not recorded
 * @param bytes how many models may take together
 */
record Quota(CacheParts parts, Recovery recovery, long bytes) {

  /**
   * Removes what was used least recently until the rest fits, unless others are at work.
   *
   * @param asked models that were just asked for, and stay
   */
  void keep(Set<ModelName> asked) {
    try {
      Optional<Pruned> pruned =
          new Pruning(parts, recovery, Retention.quota(bytes), false).within(asked);
      pruned.ifPresent(this::tell);
    } catch (IOException e) {
      parts.progress().warn("the quota of " + bytes + " bytes can't be kept: " + e.getMessage());
    }
  }

  private void tell(Pruned pruned) {
    for (Cleared one : pruned.removed()) {
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

package org.pumaguard.models.domain.api;

import java.util.List;

/**
 * What was pruned, or would be.
 *
 * @param removed each thing, and what was left where it is though it was to go
 * @param over by how many bytes the models that stay are larger than they should be together; 0 if
 *     they are not, or nothing was said of it
 */
public record PruneResult(List<RemovedItem> removed, long over) {

  public PruneResult {
    removed = List.copyOf(removed);
  }

  /** The bytes that were freed. */
  public long bytes() {
    return removed.stream().mapToLong(RemovedItem::bytes).sum();
  }
}

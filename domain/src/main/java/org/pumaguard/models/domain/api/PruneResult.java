package org.pumaguard.models.domain.api;

import java.util.List;

/**
 * The result of a pruning, or of a dry run.
 *
 * @param removed each removed item, and each item that was selected but kept
 * @param over the bytes by which the remaining models exceed the maximum size; 0 if they fit, or
 *     there is no maximum
 */
public record PruneResult(List<RemovedItem> removed, long over) {

  public PruneResult {
    removed = List.copyOf(removed);
  }

  /** The freed space, in bytes. */
  public long bytes() {
    return removed.stream().mapToLong(RemovedItem::bytes).sum();
  }
}

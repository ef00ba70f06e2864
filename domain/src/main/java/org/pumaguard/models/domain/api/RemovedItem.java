package org.pumaguard.models.domain.api;

import java.util.Optional;

/** An item that was selected for removal: it was removed, or it was kept for a reason. */
public sealed interface RemovedItem {

  /** The name of the model, or a description of the item. */
  String name();

  /** The freed space in bytes; 0 if the item was kept. */
  default long bytes() {
    return 0;
  }

  /** Why the item was kept; empty if it was removed. */
  default Optional<String> kept() {
    return Optional.empty();
  }

  /**
   * The item was removed, or would be removed by a run that is not a dry run.
   *
   * @param bytes the freed space in bytes; 0 while another name shares the content
   */
  record Removed(String name, long bytes) implements RemovedItem {}

  /** The item was not removed: it is in use, or it is not a file of the cache. */
  record Kept(String name, String reason) implements RemovedItem {

    @Override
    public Optional<String> kept() {
      return Optional.of(reason);
    }
  }
}

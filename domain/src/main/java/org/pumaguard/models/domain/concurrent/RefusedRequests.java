package org.pumaguard.models.domain.concurrent;

/**
 * Counts requests that a busy server refused while others of the cache run, and that wait for the
 * connection of one of those. Not thread-safe; the owner synchronises.
 */
final class RefusedRequests {

  private int waiting;
  private int freed;

  void enter() {
    waiting++;
  }

  /** Leaves, with a connection that is free if there is one. */
  void leave() {
    waiting--;
    freed = waiting == 0 ? 0 : Math.max(0, freed - 1);
  }

  /** Another request has ended. */
  void ended() {
    freed += waiting > 0 ? 1 : 0;
  }

  /** Whether any request waits; then no new one begins, which would take its connection. */
  boolean isAnyWaiting() {
    return waiting > 0;
  }

  /**
   * Whether a connection may become free, but none is.
   *
   * @param used the number of slots in use, those of waiting requests included
   */
  boolean mustWait(int used) {
    return freed == 0 && used > waiting;
  }
}

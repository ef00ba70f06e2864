package org.pumaguard.models.domain.concurrent;

import java.util.IdentityHashMap;

/**
 * Divides slots among models: the first models of a call progress side by side, with at least one
 * slot each, and the other slots go to them in the order of the call. Without this the fragments of
 * one large model would occupy all slots. Not thread-safe; the owner synchronises.
 */
final class SlotShares {

  /**
   * Maximum number of models that are given a slot of their own; more would leave more partials.
   */
  private static final int SIDE_BY_SIDE = 4;

  private final IdentityHashMap<Object, Integer> held = new IdentityHashMap<>();
  private int expected;

  /** So many more models will ask for slots; a negative number of models will not any more. */
  void expect(int models) {
    expected += models;
  }

  void taken(Object model) {
    held.merge(model, 1, Integer::sum);
  }

  void returned(Object model) {
    held.computeIfPresent(model, (key, count) -> count == 1 ? null : count - 1);
  }

  /** Whether a model precedes others of a lower rank, since it has no slot and is to have one. */
  boolean isFirstInTurn(Object model, int limit) {
    return !held.containsKey(model) && held.size() < sideBySide(limit);
  }

  /**
   * The number of free slots that are kept for models which are to have one, and have not asked for
   * it yet; a model without a slot may take them.
   */
  int reserved(int limit) {
    return Math.max(0, Math.min(sideBySide(limit), expected) - held.size());
  }

  /** Whether a model may take one of so many free slots. */
  boolean mayTake(Object model, int free, int limit) {
    return free > (held.containsKey(model) ? reserved(limit) : 0);
  }

  /** Half of the slots remain for the order of the call; a single slot keeps it strictly. */
  private static int sideBySide(int limit) {
    return Math.min(SIDE_BY_SIDE, limit / 2);
  }
}

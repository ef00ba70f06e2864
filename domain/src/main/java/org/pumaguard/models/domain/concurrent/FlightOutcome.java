package org.pumaguard.models.domain.concurrent;

import org.pumaguard.models.domain.api.CacheException;

/** How shared work ended. */
sealed interface FlightOutcome<V> {

  /**
   * The result for one caller.
   *
   * @throws CacheException the failure, as an exception of its own
   */
  V get();

  /** The work succeeded. */
  record Done<V>(V value) implements FlightOutcome<V> {

    @Override
    public V get() {
      return value;
    }
  }

  /** The work failed. */
  record Failed<V>(CacheException failure) implements FlightOutcome<V> {

    @Override
    public V get() {
      throw failure.forCaller();
    }
  }
}

package org.pumaguard.models.domain.concurrent;

import java.util.Optional;
import org.pumaguard.models.domain.api.CacheException;

/** How shared work ended. */
sealed interface FlightOutcome<V> {

  /**
   * The result for one caller.
   *
   * @throws CacheException the failure, as an exception of its own
   */
  V get();

  /** The failure for all callers; empty if the work succeeded. */
  Optional<CacheException> failure();

  /** The work succeeded. */
  record Done<V>(V value) implements FlightOutcome<V> {

    @Override
    public V get() {
      return value;
    }

    @Override
    public Optional<CacheException> failure() {
      return Optional.empty();
    }
  }

  /** The work failed. */
  record Failed<V>(CacheException cause) implements FlightOutcome<V> {

    @Override
    public V get() {
      throw cause.forCaller();
    }

    @Override
    public Optional<CacheException> failure() {
      return Optional.of(cause);
    }
  }
}

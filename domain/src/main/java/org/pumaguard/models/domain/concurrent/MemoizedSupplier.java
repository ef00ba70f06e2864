package org.pumaguard.models.domain.concurrent;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Calls a supplier until it succeeds once, and returns that value from then on. An exception is
 * passed to the caller and not remembered. Safe for use by many threads; concurrent callers wait
 * for the one call in progress.
 */
public final class MemoizedSupplier<T> implements Supplier<T> {

  private final Supplier<T> supplier;
  private Optional<T> value = Optional.empty();

  public MemoizedSupplier(Supplier<T> supplier) {
    this.supplier = supplier;
  }

  @Override
  public synchronized T get() {
    T present = value.orElseGet(supplier);
    value = Optional.of(present);
    return present;
  }
}

package org.pumaguard.models.domain.concurrent;

import java.util.Optional;
import java.util.function.Supplier;

/** Asks a supplier until it has answered once, and remembers that. Safe for use by many threads. */
public final class MemoizedSupplier<T> implements Supplier<T> {

  private final Supplier<T> supplier;
  private Optional<T> value = Optional.empty();

  /** Of this supplier. */
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

package org.pumaguard.models.cli;

import java.util.Optional;
import java.util.function.Supplier;

/** Asks a supplier once, and remembers what it gave. Safe for use by many threads. */
final class Once<T> implements Supplier<T> {

  private final Supplier<T> supplier;
  private Optional<T> value = Optional.empty();

  Once(Supplier<T> supplier) {
    this.supplier = supplier;
  }

  @Override
  public synchronized T get() {
    T present = value.orElseGet(supplier);
    value = Optional.of(present);
    return present;
  }
}

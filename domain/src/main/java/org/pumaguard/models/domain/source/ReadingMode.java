package org.pumaguard.models.domain.source;

import java.util.function.Consumer;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * How a {@link RegistryLoader} reads.
 *
 * @param network whether the network is used; if not, registries of the network are copies
 * @param patience for a registry of which there is a copy
 * @param cancellation ends the reading
 * @param listener receives each registry that was read, before it is rejected
 */
record ReadingMode(
    boolean network,
    Patience patience,
    Cancellation cancellation,
    Consumer<RegistryLoader.Text> listener) {

  ReadingMode tellingTo(Consumer<RegistryLoader.Text> other) {
    return new ReadingMode(network, patience, cancellation, other);
  }

  ReadingMode cancelledBy(Cancellation other) {
    return new ReadingMode(network, patience, other, listener);
  }

  ReadingMode within(Patience other) {
    return new ReadingMode(network, other, cancellation, listener);
  }

  ReadingMode withoutNetwork() {
    return new ReadingMode(false, patience, cancellation, listener);
  }
}

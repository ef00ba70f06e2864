package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.util.Optional;
import org.pumaguard.models.domain.model.Location;

/**
 * The last valid copy of each registry that was fetched, for use without a network. Safe for use by
 * many threads and processes.
 */
public interface RegistryCopies {

  /** The copy of the registry of a location; empty if there is none or it cannot be read. */
  Optional<Copy> find(Location location);

  /** Stores a copy by one atomic rename over the former one, which a failure leaves unchanged. */
  void keep(Location location, Copy copy) throws IOException;

  /**
   * A registry as it was fetched.
   *
   * @param text the bytes of the file; not copied, and must not be modified
   * @param validator the strong entity tag of the file
   * @param place the location after redirects
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed from fetch to parser; never compared.
  record Copy(byte[] text, Optional<String> validator, Location place) {}
}

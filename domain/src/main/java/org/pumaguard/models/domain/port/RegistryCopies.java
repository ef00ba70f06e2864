package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.util.Optional;
import org.pumaguard.models.domain.model.Location;

/** Keeps the last good copy of each registry that was fetched, for when the network is away. */
public interface RegistryCopies {

  /** The copy of a location's registry. A copy that can't be read is none. */
  Optional<Copy> find(Location location);

  /** Keeps a copy, atomically, in the place of the former one. */
  void keep(Location location, Copy copy) throws IOException;

  /**
   * A registry as it was fetched. Do not change the bytes.
   *
   * @param text the bytes of the file
   * @param validator the entity tag that came with it
   * @param place where it came from, after redirects
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed from fetch to parser; never compared.
  record Copy(byte[] text, Optional<String> validator, Location place) {}
}

package org.pumaguard.models.domain.source;

import java.util.Optional;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.RegistryCopies;

/** Existing copies; new ones are not kept. */
record OldCopies(RegistryCopies copies) implements RegistryCopies {

  @Override
  public Optional<Copy> find(Location location) {
    return copies.find(location);
  }

  @Override
  public void keep(Location location, Copy copy) {}
}

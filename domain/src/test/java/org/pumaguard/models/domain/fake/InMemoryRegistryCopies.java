package org.pumaguard.models.domain.fake;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.RegistryCopies;

/** Copies of registries in memory. */
public final class InMemoryRegistryCopies implements RegistryCopies {

  private final Map<Location, Copy> copies = new ConcurrentHashMap<>();

  @Override
  public Optional<Copy> find(Location location) {
    return Optional.ofNullable(copies.get(location));
  }

  @Override
  public void keep(Location location, Copy copy) {
    copies.put(
        location,
        new Copy(copy.text().clone(), copy.validator(), new Location(copy.place().folder().uri())));
  }
}

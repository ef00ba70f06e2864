package org.pumaguard.models.domain.state;

import java.util.Optional;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.port.CacheRegistry;

/** What one look at a model's name shows: the visible file and its record. No file is read. */
public sealed interface Sighting {

  /** No file is visible. */
  record Absent() implements Sighting {}

  /** A file is visible, recorded or not. */
  record Present(Fingerprint file, Optional<CacheRegistry.Entry> entry) implements Sighting {}
}

package org.pumaguard.models.domain.cache;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;

/** Reads every byte of what is cached. */
final class Verification {

  private final CacheParts parts;

  Verification(CacheParts parts) {
    this.parts = parts;
  }

  /**
   * Reads one model.
   *
   * @param wanted the digest that the registry names
   */
  Verified verify(ModelName name, Optional<Sha256> wanted) {
    try {
      return read(name, wanted);
    } catch (IOException e) {
      throw CacheException.storage(name.value(), e);
    }
  }

  private Verified read(ModelName name, Optional<Sha256> wanted) throws IOException {
    Shelf shelf = parts.shelf();
    Optional<Fingerprint> visible = shelf.store().visible(name);
    Optional<CacheRegistry.Entry> entry = shelf.records().find(name);
    Optional<Sha256> expected = entry.map(CacheRegistry.Entry::sha256).or(() -> wanted);
    Optional<Sha256> actual =
        visible.isEmpty()
            ? Optional.empty()
            : shelf.read(name, new Cancellation(), parts.progress());
    if (actual.isEmpty()) {
      return new Verified(name, Verified.Result.MISSING, Optional.empty(), Optional.empty());
    }
    boolean right = actual.equals(expected) || actual.equals(wanted);
    if (actual.equals(expected) && entry.isPresent()) {
      Fingerprint read = visible.orElseThrow();
      Instant now = parts.clock().instant();
      shelf
          .records()
          .note(
              name,
              latest -> latest.sha256().equals(actual.get()) ? latest.verified(read, now) : latest);
    }
    return new Verified(
        name, right ? Verified.Result.OK : Verified.Result.DAMAGED, expected, actual);
  }
}

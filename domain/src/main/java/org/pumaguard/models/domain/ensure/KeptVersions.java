package org.pumaguard.models.domain.ensure;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.digest.Hashing;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.VerifyPolicy;
import org.pumaguard.models.domain.policy.VersionHistory;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.state.CacheParts;

/** The kept versions of one model. Skips those that are missing or damaged. */
final class KeptVersions {

  private final CacheParts parts;
  private final ModelName name;
  private final Cancellation cancellation;
  private final Map<Sha256, String> skipped = new LinkedHashMap<>();

  KeptVersions(CacheParts parts, ModelName name, Cancellation cancellation) {
    this.parts = parts;
    this.name = name;
    this.cancellation = cancellation;
  }

  /** The version before the visible one that has not been skipped. */
  Optional<CacheRegistry.Version> before(CacheRegistry.Entry entry) {
    return VersionHistory.before(entry, skipped.keySet());
  }

  /** Warns of the skipped versions. */
  void warnSkipped() {
    skipped.values().forEach(parts.progress()::warn);
  }

  /**
   * Verifies the kept content; reads it unless a record of it is trusted.
   *
   * @return when it was verified; empty if it is skipped
   */
  Optional<Instant> verify(CacheRegistry.Version target) throws IOException {
    Optional<Fingerprint> stored = parts.view().store().blobs().find(target.sha256());
    if (stored.isEmpty()) {
      return skip(target, "is no longer on disk");
    }
    VerifyPolicy policy = parts.settings().verify();
    Optional<CacheRegistry.Version> trusted =
        parts.view().records().known(target.sha256()).stream()
            .filter(
                known ->
                    policy.trusts(
                        known.fingerprint(),
                        known.verifiedAt(),
                        stored.get(),
                        parts.clock().instant()))
            .findFirst();
    if (trusted.isPresent()) {
      return trusted.map(CacheRegistry.Version::verifiedAt);
    }
    String wrong;
    try (Content content = parts.view().store().blobs().open(target.sha256())) {
      Sha256 actual = Hashing.of(content, cancellation, read -> {});
      if (actual.equals(target.sha256())) {
        return Optional.of(parts.clock().instant());
      }
      wrong = "is damaged: its file has sha256 " + actual;
    } catch (IOException e) {
      wrong = "can't be read: " + CacheException.describe(e);
    }
    parts.view().distrust(stored.get());
    return skip(target, wrong);
  }

  private Optional<Instant> skip(CacheRegistry.Version target, String why) {
    skipped.put(
        target.sha256(),
        name
            + ": the kept version "
            + target.version().map(version -> version + ", ").orElse("")
            + "sha256 "
            + target.sha256()
            + " "
            + why);
    return Optional.empty();
  }

  /** The failure if no version is left: none was kept, or all were skipped. */
  CacheException noneKept() {
    if (!skipped.isEmpty()) {
      return new CacheException(
          CacheException.Kind.INTEGRITY,
          String.join("; ", skipped.values()) + "; the present version stays",
          Hint.FETCH_DAMAGED_VERSION);
    }
    return new CacheException(
            CacheException.Kind.UNKNOWN_MODEL,
            name + ": no earlier version of it is kept",
            Hint.FETCH_OTHER_VERSION)
        .about(name);
  }
}

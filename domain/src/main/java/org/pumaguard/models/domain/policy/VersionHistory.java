package org.pumaguard.models.domain.policy;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheRegistry.Entry;
import org.pumaguard.models.domain.port.CacheRegistry.Version;

/**
 * The versions of a model, ordered by the time since which its name shows them. Rolling back is
 * linear, like undo: from the third version to the second, then to the first.
 */
public final class VersionHistory {

  private VersionHistory() {}

  /** The newest kept version that is older than the shown one. */
  public static Optional<Version> before(Entry entry) {
    return before(entry, Set.of());
  }

  /** The newest kept version that is older than the shown one, except for excluded contents. */
  public static Optional<Version> before(Entry entry, Set<Sha256> excluded) {
    return entry.former().stream()
        .filter(version -> !excluded.contains(version.sha256()))
        .filter(version -> version.cachedAt().isBefore(entry.cachedAt()))
        .max(Comparator.comparing(Version::cachedAt));
  }

  /** The versions to keep when the name starts to show other content, newest first. */
  public static List<Version> kept(Entry former, Sha256 shown) {
    List<Version> kept = new ArrayList<>();
    kept.add(former.shown());
    kept.addAll(former.former());
    kept.removeIf(version -> version.sha256().equals(shown));
    kept.sort(Comparator.comparing(Version::cachedAt).reversed());
    return kept;
  }

  /**
   * The time to record for content that the name starts to show now: later than all recorded times,
   * even if the clock was set back. In whole milliseconds, the resolution of the cache registry.
   */
  public static Instant shownFrom(Instant now, Optional<Entry> former) {
    Instant millis = now.truncatedTo(ChronoUnit.MILLIS);
    return former.stream()
        .flatMap(
            entry ->
                Stream.concat(
                    Stream.of(entry.cachedAt()), entry.former().stream().map(Version::cachedAt)))
        .map(shown -> shown.truncatedTo(ChronoUnit.MILLIS).plusMillis(1))
        .reduce(millis, (a, b) -> a.isAfter(b) ? a : b);
  }
}

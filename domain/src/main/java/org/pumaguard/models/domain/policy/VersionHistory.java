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
 * The versions of a model in the order in which its name began to show them. Going back is linear,
 * as undoing is: from the third version to the second, from there to the first.
 */
public final class VersionHistory {

  private VersionHistory() {}

  /** The newest kept version that is older than the one that is shown. */
  public static Optional<Version> before(Entry entry) {
    return before(entry, Set.of());
  }

  /** The newest kept version that is older than the one that is shown, and none of these. */
  public static Optional<Version> before(Entry entry, Set<Sha256> passedOver) {
    return entry.former().stream()
        .filter(version -> !passedOver.contains(version.sha256()))
        .filter(version -> version.cachedAt().isBefore(entry.cachedAt()))
        .max(Comparator.comparing(Version::cachedAt));
  }

  /** What is kept when the name begins to show other content: all but that, newest first. */
  public static List<Version> kept(Entry former, Sha256 shown) {
    List<Version> kept = new ArrayList<>();
    kept.add(former.shown());
    kept.addAll(former.former());
    kept.removeIf(version -> version.sha256().equals(shown));
    kept.sort(Comparator.comparing(Version::cachedAt).reversed());
    return kept;
  }

  /**
   * When content counts as shown that begins to be so now: later than all that was shown before,
   * whatever the clock says. In milliseconds, since that is what is written down.
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

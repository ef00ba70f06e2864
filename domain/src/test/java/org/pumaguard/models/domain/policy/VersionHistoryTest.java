package org.pumaguard.models.domain.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheRegistry.Entry;
import org.pumaguard.models.domain.port.CacheRegistry.Version;

class VersionHistoryTest {

  private static final Instant THEN = Instant.parse("2025-10-14T01:02:03Z");
  private static final Version A = version("a", 0);
  private static final Version B = version("b", 10);
  private static final Version C = version("c", 20);

  @Test
  void goesBackOneByOne() {
    assertEquals(Optional.of(B), VersionHistory.before(entry(C, A, B)));
    assertEquals(Optional.of(A), VersionHistory.before(entry(B, C, A)));
    assertEquals(Optional.empty(), VersionHistory.before(entry(A, C, B)));
    assertEquals(Optional.empty(), VersionHistory.before(entry(A)));
  }

  @Test
  void goesBackToNoExcludedVersion() {
    assertEquals(Optional.of(A), VersionHistory.before(entry(C, A, B), Set.of(B.sha256())));
    assertEquals(
        Optional.empty(), VersionHistory.before(entry(C, A, B), Set.of(A.sha256(), B.sha256())));
  }

  @Test
  void keepsFormerVersionsButNotTheShownOne() {
    assertEquals(List.of(C, B), VersionHistory.kept(entry(C, A, B), A.sha256()));
    assertEquals(List.of(B, A), VersionHistory.kept(entry(C, A, B), C.sha256()));
    assertEquals(List.of(), VersionHistory.kept(entry(A), A.sha256()));
  }

  @Test
  void recordsATimeLaterThanAllFormerOnes() {
    assertEquals(THEN, VersionHistory.shownFrom(THEN, Optional.empty()));
    assertEquals(THEN, VersionHistory.shownFrom(THEN.plusNanos(7), Optional.empty()));
    for (Entry before : List.of(entry(C, A), entry(A, C))) {
      for (Instant now : List.of(THEN, C.cachedAt(), C.cachedAt().plusNanos(1))) {
        Instant shown = VersionHistory.shownFrom(now, Optional.of(before));
        assertTrue(shown.isAfter(C.cachedAt()), shown::toString);
      }
    }
    Instant later = C.cachedAt().plusSeconds(9);
    assertEquals(later, VersionHistory.shownFrom(later, Optional.of(entry(C, A))));
  }

  private static Version version(String content, int seconds) {
    return new Version(
        Sha256.ofUtf8(content),
        new Fingerprint(1, 2, 3, seconds),
        Optional.of(content),
        THEN.plusSeconds(seconds),
        THEN,
        Optional.empty());
  }

  private static Entry entry(Version shown, Version... former) {
    return new Entry(
        ModelName.parse("m.pt"), shown, THEN, Optional.empty(), false, Stream.of(former).toList());
  }
}

package org.pumaguard.models.domain.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FingerprintChange;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.CacheRegistry.Entry;
import org.pumaguard.models.domain.port.CacheRegistry.Version;

/** What every {@link CacheRegistry} does. */
public interface CacheRegistryContract extends LearntSizesContract {

  Fingerprint FINGERPRINT = new Fingerprint(12, 1_700_000_000_123_456_789L, 17, 4711);
  Fingerprint OTHER_FINGERPRINT = new Fingerprint(12, 1_700_000_000_123_456_789L, 18, 4711);
  Instant THEN = Instant.parse("2025-10-14T01:02:03Z");

  @Override
  CacheRegistry registry();

  /** Whether nothing was ever written to that place. */
  boolean isUntouched();

  /** Damages what is stored, as a failing disk does. */
  void damage() throws IOException;

  @Test
  default void tellsThatItsRecordsAreDamaged() throws IOException {
    CacheRegistry registry = registry();
    assertEquals(Optional.empty(), registry.trouble());
    registry.record(entry("a.pt"));
    registry.flush();
    assertEquals(Optional.empty(), registry().trouble());
    damage();
    CacheRegistry damaged = registry();
    assertTrue(damaged.trouble().isPresent());
    assertEquals(Map.of(), damaged.entries());
    damaged.record(entry("b.pt"));
    damaged.flush();
    assertEquals(Optional.empty(), registry().trouble());
    assertEquals(Set.of(ModelName.parse("b.pt")), registry().entries().keySet());
  }

  @Test
  default void aReaderNeverMissesAnEntryDuringWrites() throws Exception {
    CacheRegistry writer = registry();
    writer.record(entry("a.pt"));
    writer.flush();
    AtomicBoolean isDone = new AtomicBoolean();
    CacheRegistry reader = registry();
    Caller<Boolean> reading =
        Caller.running(
            () -> {
              do {
                assertTrue(reader.find(ModelName.parse("a.pt")).isPresent(), "missing");
                assertTrue(registry().find(ModelName.parse("a.pt")).isPresent(), "missing");
              } while (!isDone.get());
            });
    try {
      for (int i = 0; i < 50; i++) {
        writer.record(entry("a.pt").used(THEN.plusSeconds(i)));
        writer.flush();
      }
    } finally {
      isDone.set(true);
    }
    assertTrue(reading.result());
  }

  @Test
  default void knowsNothingAtFirstAndCreatesNothingByReading() throws IOException {
    CacheRegistry registry = registry();
    assertEquals(Map.of(), registry.entries());
    assertEquals(Optional.empty(), registry.find(ModelName.parse("a.pt")));
    registry.flush();
    assertTrue(isUntouched());
  }

  @Test
  default void findsWhatItRecordedAtOnce() throws IOException {
    CacheRegistry registry = registry();
    Entry entry = fullEntry("a.pt");
    registry.record(entry);
    assertEquals(Optional.of(entry), registry.find(entry.name()));
    assertEquals(Map.of(entry.name(), entry), registry.entries());
  }

  @Test
  default void anotherInstanceFindsEveryFieldAfterAFlush() throws IOException {
    CacheRegistry registry = registry();
    Entry full = fullEntry("full.pt");
    Entry plain = entry("plain.pt");
    registry.record(full);
    registry.record(plain);
    registry.flush();
    assertEquals(Map.of(full.name(), full, plain.name(), plain), registry().entries());
  }

  @Test
  default void aSecondInstanceSeesAFlush() throws IOException {
    CacheRegistry early = registry();
    early.record(entry("a.pt"));
    early.flush();
    CacheRegistry other = registry();
    other.record(entry("b.pt"));
    other.flush();
    assertEquals(
        Set.of(ModelName.parse("a.pt"), ModelName.parse("b.pt")), early.entries().keySet());
  }

  @Test
  default void putsAnEntryInThePlaceOfTheFormerOne() throws IOException {
    CacheRegistry registry = registry();
    registry.record(fullEntry("a.pt").pinned(false));
    Entry later = entry("a.pt").used(THEN.plusSeconds(86_400));
    registry.record(later);
    registry.flush();
    assertEquals(Map.of(later.name(), later), registry().entries());
  }

  @Test
  default void forgetsAnEntry() throws IOException {
    CacheRegistry registry = registry();
    registry.record(entry("a.pt"));
    registry.record(entry("b.pt"));
    registry.flush();
    registry.forget(ModelName.parse("a.pt"));
    assertEquals(Set.of(ModelName.parse("b.pt")), registry.entries().keySet());
    registry.flush();
    assertEquals(Set.of(ModelName.parse("b.pt")), registry().entries().keySet());
  }

  @Test
  default void forgettingWhatIsNotThereIsHarmless() throws IOException {
    CacheRegistry registry = registry();
    registry.forget(ModelName.parse("a.pt"));
    registry.flush();
    assertEquals(Map.of(), registry().entries());
  }

  @Test
  default void restampsAllEntriesThatHoldTheOldFingerprint() throws IOException {
    CacheRegistry registry = registry();
    registry.record(entry("a.pt"));
    registry.record(entry("b.pt"));
    registry.flush();
    registry.restamp(List.of(new FingerprintChange(FINGERPRINT, OTHER_FINGERPRINT)));
    assertEquals(OTHER_FINGERPRINT, fingerprint(registry, "a.pt"));
    registry.flush();
    assertEquals(OTHER_FINGERPRINT, fingerprint(registry(), "a.pt"));
    assertEquals(OTHER_FINGERPRINT, fingerprint(registry(), "b.pt"));
  }

  @Test
  default void restampLeavesEntriesWithOtherFingerprintsAlone() throws IOException {
    CacheRegistry registry = registry();
    Fingerprint third = new Fingerprint(99, 1, 2, 3);
    registry.record(entry("a.pt"));
    registry.restamp(List.of(new FingerprintChange(third, OTHER_FINGERPRINT)));
    assertEquals(FINGERPRINT, fingerprint(registry, "a.pt"));
  }

  @Test
  default void restampsARecordThatAnotherInstanceWroteMeanwhile() throws IOException {
    CacheRegistry registry = registry();
    assertEquals(Map.of(), registry.entries());
    CacheRegistry other = registry();
    other.record(entry("a.pt"));
    other.flush();
    registry.restamp(List.of(new FingerprintChange(FINGERPRINT, OTHER_FINGERPRINT)));
    registry.flush();
    assertEquals(OTHER_FINGERPRINT, fingerprint(registry(), "a.pt"));
  }

  @Test
  default void notesAreFoundAtOnceAndAfterAFlush() throws IOException {
    CacheRegistry registry = registry();
    Entry entry = entry("a.pt");
    registry.record(entry);
    registry.note(entry.name(), before -> before.used(THEN.plusSeconds(9)));
    Entry used = entry.used(THEN.plusSeconds(9));
    assertEquals(Optional.of(used), registry.find(entry.name()));
    registry.flush();
    assertEquals(Optional.of(used), registry().find(entry.name()));
  }

  @Test
  default void restoresOnlyWhatIsNotRecorded() throws IOException {
    CacheRegistry registry = registry();
    Entry recorded = fullEntry("a.pt");
    registry.record(recorded);
    registry.restore(List.of(entry("a.pt"), entry("b.pt")));
    Map<ModelName, Entry> all =
        Map.of(recorded.name(), recorded, ModelName.parse("b.pt"), entry("b.pt"));
    assertEquals(all, registry.entries());
    registry.flush();
    assertEquals(all, registry().entries());
  }

  @Test
  default void aConcurrentRecordWinsOverARestoredOne() throws IOException {
    CacheRegistry registry = registry();
    registry.restore(List.of(entry("a.pt")));
    CacheRegistry other = registry();
    Entry recorded = fullEntry("a.pt");
    other.record(recorded);
    other.flush();
    registry.flush();
    assertEquals(Optional.of(recorded), registry().find(recorded.name()));
  }

  @Test
  default void updatesNothingThatIsNotThere() throws IOException {
    CacheRegistry registry = registry();
    registry.update(ModelName.parse("a.pt"), entry -> entry.pinned(true));
    registry.flush();
    assertEquals(Map.of(), registry().entries());
  }

  @Test
  default void aPinOutlivesWhatOthersRecordAtTheSameTime() throws IOException {
    CacheRegistry registry = registry();
    Entry entry = entry("a.pt");
    registry.record(entry);
    registry.flush();
    CacheRegistry other = registry();
    other.update(entry.name(), before -> before.pinned(true));
    other.flush();
    registry.record(entry.used(THEN.plusSeconds(9)));
    registry.flush();
    assertEquals(
        Optional.of(entry.used(THEN.plusSeconds(9)).pinned(true)), registry().find(entry.name()));
  }

  @Test
  default void restampsFormerVersionsToo() throws IOException {
    CacheRegistry registry = registry();
    Entry entry = entry("a.pt").former(List.of(version("b.pt")));
    registry.record(entry);
    Fingerprint now = new Fingerprint(3, 4, 5, 6);
    registry.restamp(List.of(new FingerprintChange(OTHER_FINGERPRINT, now)));
    assertEquals(
        Optional.of(entry.former(List.of(version("b.pt").restamped(now)))),
        registry.find(entry.name()));
  }

  @Test
  default void knowsContentUnderAllNamesShownAndKept() throws IOException {
    CacheRegistry registry = registry();
    Entry shown = entry("a.pt");
    Entry keeping = entry("b.pt").former(List.of(version("a.pt"), version("c.pt")));
    registry.record(shown);
    assertEquals(List.of(shown.shown()), registry.known(shown.sha256()));
    registry.record(keeping);
    assertEquals(
        Set.of(shown.shown(), version("a.pt")), Set.copyOf(registry.known(shown.sha256())));
    assertEquals(List.of(version("c.pt")), registry.known(version("c.pt").sha256()));
    registry.forget(shown.name());
    assertEquals(List.of(version("a.pt")), registry.known(shown.sha256()));
    registry.update(keeping.name(), entry -> entry.former(List.of()));
    assertEquals(List.of(), registry.known(shown.sha256()));
    registry.flush();
    assertEquals(List.of(keeping.former(List.of()).shown()), registry().known(keeping.sha256()));
    assertEquals(List.of(), registry().known(shown.sha256()));
  }

  @Test
  default void restampsWhatWasRestampedBefore() throws IOException {
    CacheRegistry registry = registry();
    Fingerprint third = new Fingerprint(12, 1, 2, 3);
    registry.record(entry("a.pt"));
    registry.record(entry("b.pt"));
    registry.restamp(List.of(new FingerprintChange(FINGERPRINT, OTHER_FINGERPRINT)));
    registry.update(ModelName.parse("b.pt"), entry -> entry.restamped(FINGERPRINT));
    registry.restamp(List.of(new FingerprintChange(OTHER_FINGERPRINT, third)));
    assertEquals(third, fingerprint(registry, "a.pt"));
    assertEquals(FINGERPRINT, fingerprint(registry, "b.pt"));
    registry.flush();
    assertEquals(third, fingerprint(registry(), "a.pt"));
    assertEquals(FINGERPRINT, fingerprint(registry(), "b.pt"));
  }

  @Test
  default void twoVersionsOfOneSecondKeepTheirOrder() throws IOException {
    CacheRegistry registry = registry();
    Entry entry = entry("a.pt");
    Version sooner = entry.shown();
    Entry later =
        new Entry(
            entry.name(),
            new Version(
                new SampleContent("later").sha256(),
                FINGERPRINT,
                Optional.empty(),
                THEN.plusMillis(1),
                THEN,
                Optional.empty()),
            THEN,
            Optional.empty(),
            false,
            List.of(sooner));
    registry.record(later);
    registry.flush();
    assertEquals(Optional.of(later), registry().find(later.name()));
  }

  @Test
  default void instancesThatWriteDifferentEntriesLoseNone() throws IOException {
    CacheRegistry first = registry();
    CacheRegistry second = registry();
    first.record(entry("a.pt"));
    second.record(entry("b.pt"));
    first.record(entry("c.pt"));
    second.record(entry("d.pt"));
    first.flush();
    second.flush();
    assertEquals(
        Set.of("a.pt", "b.pt", "c.pt", "d.pt"),
        Set.copyOf(registry().entries().keySet().stream().map(ModelName::value).toList()));
  }

  /** An entry without what may be absent. */
  static Entry entry(String name) {
    return new Entry(
        ModelName.parse(name),
        new Version(
            new SampleContent(name).sha256(),
            FINGERPRINT,
            Optional.empty(),
            THEN,
            THEN,
            Optional.empty()),
        THEN,
        Optional.empty(),
        false,
        List.of());
  }

  /** An entry with all that there can be. */
  static Entry fullEntry(String name) {
    return new Entry(
        ModelName.parse(name),
        new Version(
            new SampleContent(name).sha256(),
            FINGERPRINT,
            Optional.of("2025-10-14"),
            THEN,
            THEN.plusSeconds(1),
            Optional.of("https://example.org/models/ü?a=\"b\"")),
        THEN.plusSeconds(2),
        Optional.of(FileName.parse("labels")),
        true,
        List.of(
            version("first"),
            new Version(
                new SampleContent("second").sha256(),
                OTHER_FINGERPRINT,
                Optional.of("2"),
                THEN,
                THEN.plusSeconds(3),
                Optional.of("https://example.org/2"))));
  }

  private static Version version(String content) {
    return new Version(
        new SampleContent(content).sha256(),
        OTHER_FINGERPRINT,
        Optional.empty(),
        THEN,
        THEN,
        Optional.empty());
  }

  private static Fingerprint fingerprint(CacheRegistry registry, String name) {
    return registry.find(ModelName.parse(name)).orElseThrow().fingerprint();
  }
}

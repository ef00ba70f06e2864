package org.pumaguard.models.domain.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.StoreContents;

/** Days are counted back from now. Content is named by a letter and has 100 bytes by default. */
class RetentionTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private final List<Retention.Current> currents = new ArrayList<>();
  private final List<Retention.Former> formers = new ArrayList<>();
  private final Map<Sha256, Long> contents = new LinkedHashMap<>();
  private final Set<Sha256> shown = new HashSet<>();
  private final Set<Sha256> leased = new HashSet<>();

  @ParameterizedTest
  @CsvSource({"0, B C D, 300", "1, C D, 200", "2, D, 100", "3, '', 0", "9, '', 0"})
  void keepsTheNewestFormerVersions(int keep, String gone, long bytes) {
    cached("m", "A", 0);
    former("m", "C", 20);
    former("m", "B", 10);
    former("m", "D", 30);
    Retention.Decision decision = decide(keep);
    assertEquals(gone, discarded(decision));
    assertEquals("", evicted(decision));
    assertEquals(
        bytes,
        decision.discarded().stream().mapToLong(one -> contents.getOrDefault(one, 0L)).sum());
  }

  @Test
  void keepsFormerContentThatAnotherModelShows() {
    cached("m", "A", 0);
    former("m", "B", 10);
    cached("other", "B", 0);
    Retention.Decision decision = decide(0);
    assertEquals(1, decision.dropped().size());
    assertEquals("", discarded(decision));
  }

  @Test
  void discardsUnreferencedContent() {
    cached("m", "A", 0);
    content("X", 7);
    assertEquals("X", discarded(decide(1)));
  }

  @Test
  void keepsVisibleContentWithoutARecord() {
    content("X", 7);
    shown.add(digest("X"));
    assertEquals("", discarded(decideBySize(0)));
  }

  @ParameterizedTest
  @CsvSource({"5, old older", "15, older", "25, ''"})
  void evictsModelsNotUsedForThisLong(int days, String gone) {
    cached("old", "A", 10);
    cached("older", "B", 20);
    cached("new", "C", 0);
    assertEquals(gone, evicted(decideByAge(days)));
  }

  @Test
  void dropsFormerVersionsNotShownForThisLong() {
    cached("m", "A", 0);
    former("m", "B", 20);
    Retention.Decision decision = decideByAge(10);
    assertEquals("", evicted(decision));
    assertEquals("B", discarded(decision));
  }

  @ParameterizedTest
  @CsvSource({
    "500, '', 0",
    "400, '', 0",
    "399, oldest, 0",
    "300, oldest, 0",
    "250, oldest old, 0",
    "100, oldest old newer, 0",
    "0, oldest old newer newest, 0",
  })
  void evictsTheLeastRecentlyUsedUntilTheRestFits(long size, String gone, long over) {
    cached("newest", "A", 1);
    cached("oldest", "B", 40);
    cached("newer", "C", 2);
    cached("old", "D", 30);
    Retention.Decision decision = decideBySize(size);
    assertEquals(gone, evicted(decision));
    assertEquals(over, decision.over());
  }

  @Test
  void dropsFormerVersionsBeforeOlderModels() {
    cached("ancient", "A", 900);
    cached("m", "B", 0);
    former("m", "C", 1);
    Retention.Decision decision = decideBySize(200L);
    assertEquals("", evicted(decision));
    assertEquals("C", discarded(decision));
  }

  @Test
  void evictsContentWithAllItsNames() {
    cached("old-name", "A", 90);
    cached("new-name", "A", 1);
    cached("alone", "B", 50);
    Retention.Decision decision = decideBySize(100L);
    assertEquals("alone", evicted(decision));
    assertEquals(0, decision.over());
    assertEquals("alone old-name new-name", evicted(decideBySize(50L)));
  }

  @Test
  void sharedContentCountsOnce() {
    cached("one", "A", 9);
    cached("two", "A", 8);
    assertEquals("", evicted(decideBySize(100L)));
  }

  @Test
  void theUnpackedDirectoryCounts() {
    currents.add(
        new Retention.Current(
            ModelName.parse("archive"), digest("A"), 1000, NOW, false, false, false));
    content("A", 100);
    assertEquals(1100, holdings().bytes());
    assertEquals("", evicted(decideBySize(1100L)));
    assertEquals("archive", evicted(decideBySize(1099L)));
  }

  @Test
  void theUnpackedSizeOfAnEvictedModelIsFreed() {
    currents.add(
        new Retention.Current(
            ModelName.parse("archive"), digest("A"), 1000, daysAgo(9), false, false, false));
    content("A", 100);
    cached("newer", "B", 1);
    Retention.Decision decision = decideBySize(150);
    assertEquals("archive", evicted(decision));
    assertEquals(0, decision.over());
  }

  @Test
  void formerVersionsOfAnEvictedModelAreDropped() {
    cached("m", "A", 20);
    former("m", "B", 1);
    Retention.Decision decision = decideByAge(10);
    assertEquals("m", evicted(decision));
    assertEquals(formers, decision.dropped());
    assertEquals("A B", discarded(decision));
  }

  @Test
  void leasedContentWithoutReferencesCountsAndStays() {
    content("X", 70);
    leased.add(digest("X"));
    cached("m", "A", 1);
    Retention.Decision decision = decideBySize(60);
    assertEquals("m", evicted(decision));
    assertEquals("A", discarded(decision));
    assertEquals(10, decision.over());
  }

  @Test
  void unusedContentWithoutReferencesDoesNotCount() {
    content("X", 70);
    cached("m", "A", 1);
    Retention.Decision decision = decideBySize(100);
    assertEquals("", evicted(decision));
    assertEquals("X", discarded(decision));
    assertEquals(0, decision.over());
  }

  @Test
  void theDigestDecidesBetweenEquallyOldModels() {
    cached("b", "B", 5);
    cached("a", "A", 5);
    assertEquals("a", evicted(decideBySize(100)));
  }

  @Test
  void reportsTheExcessOfPinnedModels() {
    pinned("m", "A", 900);
    former("m", "B", 800);
    former("m", "C", 700);
    cached("other", "D", 1);
    Retention.Decision decision =
        decide(new Retention(0, Optional.of(Duration.ofDays(10)), OptionalLong.of(50)));
    assertEquals("other", evicted(decision));
    assertEquals("D", discarded(decision));
    assertEquals(250, decision.over());
  }

  @Test
  void aNameThatSharesContentWithAPinnedOneStays() {
    pinned("pinned", "A", 90);
    cached("other", "A", 90);
    assertEquals("", evicted(decideBySize(0L)));
  }

  @Test
  void aRequiredModelStaysWithoutItsFormerVersions() {
    currents.add(
        new Retention.Current(ModelName.parse("m"), digest("A"), 0, NOW, false, true, false));
    content("A", 100);
    former("m", "B", 1);
    Retention.Decision decision = decideBySize(10L);
    assertEquals("", evicted(decision));
    assertEquals("B", discarded(decision));
    assertEquals(90, decision.over());
  }

  @Test
  void leasedContentStaysAndIsReported() {
    cached("leased", "A", 90);
    cached("other", "B", 1);
    leased.add(digest("A"));
    Retention.Decision decision = decideBySize(100L);
    assertEquals("other", evicted(decision));
    assertEquals(Set.of(digest("A")), decision.inUse());
    assertEquals(0, decision.over());
    assertEquals(60, decideBySize(40L).over());
  }

  @Test
  void aLeasedFormerVersionStaysInTheRecords() {
    cached("m", "A", 0);
    former("m", "B", 10);
    leased.add(digest("B"));
    Retention.Decision decision = decide(0);
    assertEquals(List.of(), decision.dropped());
    assertEquals("", discarded(decision));
    assertEquals(Set.of(digest("B")), decision.inUse());
  }

  @Test
  void checksNoLeaseOfContentThatStaysAnyway() {
    cached("m", "A", 0);
    Retention.DEFAULT.decide(
        holdings(),
        NOW,
        content -> {
          throw new AssertionError("asked");
        });
  }

  @Test
  void evictsRecordsOfLostFilesUnlessPinned() {
    currents.add(
        new Retention.Current(ModelName.parse("m"), digest("A"), 0, NOW, false, false, true));
    currents.add(
        new Retention.Current(ModelName.parse("p"), digest("B"), 0, NOW, true, false, true));
    content("A", 100);
    content("B", 100);
    Retention.Decision decision = decide(1);
    assertEquals("m", evicted(decision));
    assertEquals("A", discarded(decision));
  }

  @Test
  void aQuotaEvictsNothingWhileAllFits() {
    cached("m", "A", 900);
    former("m", "B", 800);
    former("m", "C", 700);
    Retention.Decision decision = decide(Retention.quota(300));
    assertEquals("", evicted(decision) + discarded(decision));
  }

  @Test
  void rejectsANegativeNumberOfVersions() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Retention(-1, Optional.empty(), OptionalLong.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "STAGED, 0, true",
    "TRASH, 0, true",
    "JOURNAL, 0, true",
    "STAGED_FILE, 0, false",
    "STAGED_FILE, 299, false",
    "STAGED_FILE, 301, true",
    "FRAGMENT, 604799, false",
    "FRAGMENT, 604801, true",
    "ASIDE, 999999999, false",
  })
  void leftoversAreAbandonedAfterAWhile(StoreContents.Kind kind, long seconds, boolean abandoned) {
    assertEquals(abandoned, Retention.isAbandoned(kind, NOW.minusSeconds(seconds), NOW));
  }

  @Test
  void aPartialIsForgottenAfterAWeek() {
    assertFalse(Retention.isForgotten(NOW.minus(Duration.ofDays(7)), NOW));
    assertTrue(Retention.isForgotten(NOW.minus(Duration.ofDays(7)).minusSeconds(1), NOW));
    assertFalse(Retention.isForgotten(NOW.plusSeconds(1), NOW));
  }

  private Retention.Decision decide(int keep) {
    return decide(new Retention(keep, Optional.empty(), OptionalLong.empty()));
  }

  private Retention.Decision decideByAge(int days) {
    return decide(new Retention(1, Optional.of(Duration.ofDays(days)), OptionalLong.empty()));
  }

  private Retention.Decision decideBySize(long size) {
    return decide(new Retention(5, Optional.empty(), OptionalLong.of(size)));
  }

  private Retention.Decision decide(Retention retention) {
    return retention.decide(holdings(), NOW, leased::contains);
  }

  private Retention.Holdings holdings() {
    return new Retention.Holdings(currents, formers, contents, shown);
  }

  private void cached(String name, String content, int daysUnused) {
    current(name, content, daysUnused, false);
  }

  private void pinned(String name, String content, int daysUnused) {
    current(name, content, daysUnused, true);
  }

  private void current(String name, String content, int daysUnused, boolean pinned) {
    currents.add(
        new Retention.Current(
            ModelName.parse(name), digest(content), 0, daysAgo(daysUnused), pinned, false, false));
    content(content, 100);
  }

  private void former(String name, String content, int daysNotShown) {
    formers.add(
        new Retention.Former(ModelName.parse(name), digest(content), daysAgo(daysNotShown)));
    content(content, 100);
  }

  private void content(String name, long bytes) {
    contents.put(digest(name), bytes);
  }

  private static Instant daysAgo(int days) {
    return NOW.minus(Duration.ofDays(days));
  }

  private static Sha256 digest(String name) {
    return Sha256.parse(String.format("%02x", (int) name.charAt(0)).repeat(32));
  }

  /** In the order of eviction. */
  private static String evicted(Retention.Decision decision) {
    return String.join(" ", decision.evicted().stream().map(one -> one.name().value()).toList());
  }

  private static String discarded(Retention.Decision decision) {
    return String.join(
        " ",
        decision.discarded().stream()
            .map(one -> String.valueOf((char) Integer.parseInt(one.hex().substring(0, 2), 16)))
            .toList());
  }
}

package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheException.Kind;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.api.PruneResult;
import org.pumaguard.models.domain.api.RemovedItem;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.policy.Retention;

/** What goes and what stays: prune, clear, quotas and pins. */
class PruneTest {

  private final TestModel a = TestModel.random("a.pt", 1000, 1);
  private final TestModel b = TestModel.random("b.pt", 2000, 2);
  private final TestModel c = TestModel.random("c.pt", 3000, 3);
  private final TestCache cache = TestCache.of(a, b, c);

  @Test
  void keepsOneFormerVersionByDefault() throws IOException {
    for (int version = 1; version <= 4; version++) {
      ensureVersion(version);
    }
    long steps = cache.disk.faults().steps();
    assertEquals(3000, cache.cache().prune(Retention.DEFAULT, true).bytes());
    assertEquals(3000, cache.cache().usage().reclaimableBytes());
    assertEquals(steps, cache.disk.faults().steps(), "a dry run changes nothing");
    PruneResult pruned = cache.cache().prune(Retention.DEFAULT, false);
    assertEquals(3000, pruned.bytes());
    assertEquals(2, pruned.removed().size());
    assertEquals(4000 + 3000, cache.cache().usage().bytes());
    assertEquals(0, cache.cache().prune(Retention.DEFAULT, false).bytes());
    assertEquals(3000, cache.cache().prune(keep(0), false).bytes());
    assertEquals(4000, cache.cache().usage().bytes());
  }

  @Test
  void clearRemovesFormerVersionsToo() {
    ensureVersion(1);
    ensureVersion(2);
    assertEquals(
        3000,
        cache.cache().clear(List.of(ModelName.parse("m.pt")), false).stream()
            .mapToLong(RemovedItem::bytes)
            .sum());
    assertEquals(0, cache.cache().usage().bytes());
  }

  @Test
  void clearRemovesEverythingThatTheCacheMade() throws IOException {
    cache.cache().ensureAll(List.of());
    cache.disk.writeText(cache.store.directory().resolve("notes.txt"), "mine");
    cache.cache().clear(List.of(), false);
    assertEquals(
        List.of("notes.txt"),
        cache.disk.list(cache.store.directory()).stream()
            .filter(name -> !name.startsWith("."))
            .toList());
    assertTrue(cache.store.parts().inventory().read().isEmpty());
  }

  @Test
  void evictsTheLeastRecentlyUsedAndLeavesWhatIsPinned() {
    used(b, a, c);
    cache.cache().pin(List.of(b.name()), true);
    PruneResult pruned = cache.cache().prune(size(5000), false);
    assertEquals(List.of("a.pt"), names(pruned));
    PruneResult most = cache.cache().prune(size(1000), false);
    assertEquals(List.of("c.pt"), names(most));
    assertEquals(1000, most.over());
    cache.clock.advance(Duration.ofDays(40));
    assertEquals(List.of(), names(cache.cache().prune(age(30), false)));
    cache.cache().pin(List.of(b.name()), false);
    assertEquals(List.of("b.pt"), names(cache.cache().prune(age(30), false)));
  }

  @Test
  void onlyWhatIsCachedCanBePinned() {
    cache.ensure(a);
    CacheException failure =
        assertThrows(
            CacheException.class, () -> cache.cache().pin(List.of(a.name(), b.name()), true));
    assertEquals(Kind.UNKNOWN_MODEL, failure.kind());
    assertEquals(
        Optional.of(false), cache.cache().status(a.name()).entry().map(entry -> entry.pinned()));
  }

  @Test
  void aPinOutlivesAnUpdate() {
    ensureVersion(1);
    cache.cache().pin(List.of(ModelName.parse("m.pt")), true);
    ensureVersion(2);
    assertEquals(List.of(), names(cache.cache().prune(size(0), false)));
  }

  @Test
  void aQuotaIsKeptAfterAFetchAndNotAfterAHit() {
    used(b, a, c);
    TestModel next = TestModel.random("d.pt", 4000, 4);
    cache.register(a, b, c, next);
    cache.restart(quota(1));
    cache.ensure(b);
    assertTrue(cache.disk.exists(cache.path(a)), "a hit evicts nothing");
    used(b, a, c);
    cache.restart(quota(7000));
    cache.ensure(next);
    assertTrue(cache.disk.exists(cache.path(c)));
    assertTrue(cache.disk.exists(cache.path(next)));
    assertFalse(cache.disk.exists(cache.path(a)));
    assertFalse(cache.disk.exists(cache.path(b)));
  }

  @Test
  void aQuotaFailsNoFetchAndWhatWasAskedForStays() {
    cache.restart(quota(1));
    cache.ensure(b);
    assertTrue(cache.disk.exists(cache.path(b)));
    assertTrue(cache.progress().warnings().get(0).contains("1999 bytes over"));
  }

  @Test
  void contentUnderTwoNamesIsFreedWithTheLastOne() {
    TestModel twin = TestModel.of("twin.pt", a.bytes());
    cache.register(a, twin);
    cache.cache().ensureAll(List.of());
    assertEquals(1000, cache.cache().usage().bytes());
    assertEquals(1000, cache.cache().usage().savedBytes());
    assertEquals(0, cache.cache().clear(List.of(a.name()), false).get(0).bytes());
    assertTrue(cache.isStored(twin.sha256()));
    assertEquals(1000, cache.cache().clear(List.of(twin.name()), false).get(0).bytes());
    assertFalse(cache.isStored(twin.sha256()));
  }

  @Test
  void sizeAndPruneOfNothingCreateNothing() {
    assertEquals(0, cache.cache().usage().bytes());
    assertEquals(0, cache.cache().prune(Retention.DEFAULT, true).bytes());
    assertEquals(0, cache.cache().prune(Retention.DEFAULT, false).bytes());
    assertFalse(cache.disk.exists(cache.store.directory()));
  }

  private TestModel ensureVersion(int version) {
    TestModel model = TestModel.random("m.pt", version * 1000, version);
    cache.register(model);
    cache.ensure(model);
    cache.clock.advance(Duration.ofHours(1));
    return model;
  }

  /** Uses models, each a day after the one before. */
  private void used(TestModel... models) {
    for (TestModel model : models) {
      cache.clock.advance(Duration.ofDays(1));
      cache.ensure(model);
    }
  }

  private static List<String> names(PruneResult pruned) {
    return pruned.removed().stream().map(RemovedItem::name).toList();
  }

  private static Retention keep(int versions) {
    return new Retention(versions, Optional.empty(), OptionalLong.empty());
  }

  private static Retention size(long bytes) {
    return new Retention(1, Optional.empty(), OptionalLong.of(bytes));
  }

  private static Retention age(int days) {
    return new Retention(1, Optional.of(Duration.ofDays(days)), OptionalLong.empty());
  }

  private static CacheSettings quota(long bytes) {
    CacheSettings other = TestCache.SETTINGS;
    return new CacheSettings(
        false,
        other.parallel(),
        other.verify(),
        other.retry(),
        other.patience(),
        OptionalLong.of(bytes));
  }
}

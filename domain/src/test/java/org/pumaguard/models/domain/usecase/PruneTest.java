package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheException.Kind;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.api.Lease;
import org.pumaguard.models.domain.api.PruneResult;
import org.pumaguard.models.domain.api.RemovedItem;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.Retention;
import org.pumaguard.models.domain.port.Partial;

/** What goes and what stays: prune, clear, quotas, pins and leases. */
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

  @Test
  void aPartialOfAWeekAgoIsReclaimed() throws IOException {
    Sha256 old = partial("old");
    cache.clock.advance(Duration.ofDays(6));
    Sha256 fresh = partial("fresh");
    cache.clock.advance(Duration.ofDays(2));
    cache.cache().prune(Retention.DEFAULT, false);
    assertFalse(cache.disk.exists(cache.store.partial(old)));
    assertTrue(cache.disk.exists(cache.store.partial(fresh)));
  }

  @Test
  void anOrphanedBlobIsReclaimed() throws IOException {
    cache.ensure(a);
    TestModel orphan = TestModel.random("orphan.pt", 9, 9);
    cache.disk.write(cache.store.blob(orphan.sha256()), orphan.bytes());
    assertEquals(9, cache.cache().prune(Retention.DEFAULT, false).bytes());
    assertFalse(cache.isStored(orphan.sha256()));
  }

  @Test
  void stagedDirectoriesOfADeadProcessAreReclaimed() throws IOException {
    cache.ensure(a);
    cache.store.parts().directories().stage();
    cache.cache().prune(Retention.DEFAULT, false);
    assertEquals(List.of(), cache.store.parts().inventory().read().leftovers());
  }

  @Test
  void aFileSetAsideStays() throws IOException {
    cache.disk.writeText(cache.path(a), "mine");
    cache.ensure(a);
    cache.cache().prune(size(0), false);
    cache.cache().clear(List.of(), false);
    assertEquals(1, cache.store.parts().inventory().read().leftovers().size());
  }

  @Test
  void aFileThatWasDeletedByHandIsNotKeptBehindTheScenes() throws IOException {
    cache.cache().ensureAll(List.of());
    cache.disk.delete(cache.path(b));
    assertEquals(2000, cache.cache().prune(Retention.DEFAULT, false).bytes());
    assertFalse(cache.isStored(b.sha256()));
  }

  @Test
  void aFileThatTheUserHasPutInAModelsPlaceStays() throws IOException {
    cache.cache().ensureAll(List.of());
    cache.disk.delete(cache.path(b));
    cache.disk.writeText(cache.path(b), "mine");
    PruneResult pruned = cache.cache().prune(size(0), false);
    assertEquals("mine", cache.disk.readText(cache.path(b)));
    assertTrue(pruned.removed().stream().anyMatch(item -> item.kept().isPresent()));
  }

  @Test
  void fragmentsThatOthersLeftAreReclaimedWhenUselessOrOld() throws IOException {
    TestModel cached = TestModel.random("f.h5", 10_000, 5).fragments(5000, 5000);
    TestModel other = TestModel.random("g.h5", 10_000, 6).fragments(5000, 5000);
    cache.register(cached, other);
    cache.ensure(cached);
    leftover(other, 1);
    cache.clock.advance(Duration.ofDays(8));
    leftover(other, 0);
    leftover(cached, 0);
    assertEquals(10_000, cache.cache().prune(Retention.DEFAULT, false).bytes());
    assertTrue(cache.disk.exists(cache.store.directory().resolve(other.fragmentName(0))));
  }

  @Test
  void aLeaseKeepsAModelFromPruneAndClear() throws IOException {
    cache.ensure(a);
    Lease lease = cache.cache().lease(a.name());
    assertEquals(cache.path(a), lease.path());
    PruneResult pruned = cache.cache().prune(size(0), false);
    assertTrue(pruned.removed().get(0).kept().isPresent());
    assertTrue(cache.cache().clear(List.of(a.name()), false).get(0).kept().isPresent());
    assertArrayEquals(a.bytes(), cache.shown(a));
    lease.close();
    lease.close();
    cache.cache().clear(List.of(a.name()), false);
    assertFalse(cache.disk.exists(cache.path(a)));
  }

  @Test
  void aModelIsHeldUntilItsLastLeaseIsClosed() {
    try (Lease first = cache.cache().lease(a.name())) {
      Lease second = cache.cache().lease(a.name());
      assertEquals(first.path(), second.path());
      second.close();
      cache.cache().prune(size(0), false);
      assertTrue(cache.disk.exists(cache.path(a)));
    }
    cache.cache().prune(size(0), false);
    assertFalse(cache.disk.exists(cache.path(a)));
  }

  @Test
  void aLeaseEndsWithItsProcess() {
    Lease lease = cache.cache().lease(a.name());
    cache.restart();
    cache.cache().prune(size(0), false);
    assertFalse(cache.disk.exists(lease.path()));
  }

  @Test
  void aLeasedVersionStaysStoredWhenTheModelIsUpdated() {
    TestModel old = ensureVersion(1);
    try (Lease lease = cache.cache().lease(ModelName.parse("m.pt"))) {
      ensureVersion(2);
      cache.cache().prune(keep(0), false);
      assertTrue(cache.isStored(old.sha256()), lease::toString);
    }
    cache.cache().prune(keep(0), false);
    assertFalse(cache.isStored(old.sha256()));
  }

  @Test
  void aReadOnlyCacheLeasesWithoutALock() {
    cache.ensure(a);
    cache.locks.fail();
    try (Lease lease = cache.cache().lease(a.name())) {
      assertEquals(cache.path(a), lease.path());
    }
  }

  @Test
  void whatCannotBeHadCannotBeLeased() {
    for (String source : List.of(TestCache.FIRST, TestCache.SECOND)) {
      cache.network.withdraw(TestCache.at(source, "a.pt"));
    }
    assertEquals(
        Kind.UNAVAILABLE,
        assertThrows(CacheException.class, () -> cache.cache().lease(a.name())).kind());
    assertFalse(cache.locks.isAnyHeld());
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

  private Sha256 partial(String text) throws IOException {
    Sha256 content = Sha256.ofUtf8(text);
    try (Partial partial = cache.store.parts().partials().open(content)) {
      partial.write(0, ByteBuffer.allocate(100));
    }
    return content;
  }

  private void leftover(TestModel model, int number) throws IOException {
    String name = model.fragmentName(number);
    cache.disk.write(
        cache.store.directory().resolve(name),
        Optional.ofNullable(model.published().get(name)).orElseThrow());
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

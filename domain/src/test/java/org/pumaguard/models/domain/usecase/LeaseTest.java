package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import org.pumaguard.models.domain.api.Lease;
import org.pumaguard.models.domain.api.PruneResult;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.policy.Retention;

/** Models in use stay, until their last lease is closed or its process ends. */
class LeaseTest {

  private final TestModel a = TestModel.random("a.pt", 1000, 1);
  private final TestModel b = TestModel.random("b.pt", 2000, 2);
  private final TestModel c = TestModel.random("c.pt", 3000, 3);
  private final TestCache cache = TestCache.of(a, b, c);

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
        Kind.NOT_FOUND,
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

  private static Retention keep(int versions) {
    return new Retention(versions, Optional.empty(), OptionalLong.empty());
  }

  private static Retention size(long bytes) {
    return new Retention(1, Optional.empty(), OptionalLong.of(bytes));
  }
}

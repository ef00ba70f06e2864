package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.api.Lease;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.api.VerifyResult.Result;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.model.ModelState;

/** Base directories serve models, are never written, and are passed over where they are damaged. */
class BaseDirectoryTest {

  private final TestModel model = TestModel.random("a.pt", 5000, 1);
  private final TestCache base = TestCache.of(model);
  private final TestCache cache = base.above("above", model);

  @BeforeEach
  void fill() {
    base.ensure(model);
    base.disk.faults().makeReadOnly(base.store.directory());
    base.records.makeReadOnly();
    base.locks.fail();
  }

  @Test
  void servesAModelWithoutAFetchAndWithoutWriting() {
    EnsureResult result = cache.ensure(model);
    assertEquals(base.path(model), result.path());
    assertEquals(0, cache.fetchedBytes());
    assertEquals(Optional.of(base.path(model)), cache.cache().find(model.name()));
    assertFalse(cache.disk.exists(cache.store.directory()));
  }

  @Test
  void verifiesWhatIsGoodThere() {
    assertEquals(Result.OK, verify().result());
    assertFalse(cache.disk.exists(cache.store.directory()));
  }

  @Test
  void aLeaseInABaseDirectoryTakesNoLock() {
    try (Lease lease = cache.cache().lease(model.name())) {
      assertEquals(base.path(model), lease.path());
      assertFalse(cache.locks.isAnyHeld());
    }
  }

  @Test
  void aDamagedFileThereIsNamedAndStays() throws IOException {
    base.disk.change(base.path(model), 7);
    byte[] damaged = base.shown(model);
    VerifyResult found = verify();
    assertEquals(Result.DAMAGED, found.result());
    assertEquals(Optional.of(base.path(model)), found.base());
    assertEquals(ModelState.DAMAGED, cache.cache().status(model.name()).state());
    assertArrayEquals(damaged, base.shown(model));
  }

  @Test
  void repairFetchesIntoTheCacheDirectory() throws IOException {
    base.disk.change(base.path(model), 7);
    byte[] damaged = base.shown(model);
    assertEquals(Result.REPAIRED, cache.cache().repair(List.of()).get(0).result());
    assertArrayEquals(model.bytes(), cache.shown(model));
    assertArrayEquals(damaged, base.shown(model));
    assertEquals(cache.path(model), cache.ensure(model).path());
    assertEquals(Result.OK, verify().result());
  }

  @Test
  void remembersHiddenDamageInTheCacheDirectory() throws IOException {
    base.disk.rot(base.path(model), 7);
    assertEquals(base.path(model), cache.ensure(model).path(), "a hit reads nothing");
    assertEquals(Result.DAMAGED, verify().result());
    assertEquals(ModelState.DAMAGED, cache.cache().status(model.name()).state());
    assertEquals(cache.path(model), cache.ensure(model).path());
    assertArrayEquals(model.bytes(), cache.shown(model));
    assertEquals(ModelState.CACHED, cache.cache().status(model.name()).state());
  }

  @Test
  void ensureFetchesADamagedModelIntoTheCache() throws IOException {
    base.disk.change(base.path(model), 7);
    assertEquals(cache.path(model), cache.ensure(model).path());
    assertArrayEquals(model.bytes(), cache.shown(model));
    int warnings = cache.progress().warnings().size();
    cache.ensure(model);
    assertEquals(warnings, cache.progress().warnings().size(), "it was said once");
  }

  @ParameterizedTest
  @EnumSource
  void fetchesOnlyTheDamagedBlockOfItsFile(ModelForm form) throws IOException {
    TestModel large = form.model("m.h5", 1);
    TestCache full = TestCache.of(large);
    full.ensure(large);
    full.disk.rot(full.path(large), ModelForm.BLOCK);
    byte[] damaged = full.shown(large);
    TestCache top = full.above("top", large);
    top.cache().repair(List.of());
    assertArrayEquals(large.bytes(), top.shown(large));
    assertArrayEquals(damaged, full.shown(large));
    assertEquals(form.repairBytes(1), top.fetchedBytes());
  }

  @Test
  void theNextBaseDirectoryServesWhereOneIsDamaged() throws IOException {
    TestCache damaged = base.above("damaged", model);
    byte[] wrong = model.bytes();
    wrong[7] ^= 1;
    damaged.disk.write(damaged.path(model), wrong);
    TestCache top = damaged.above("top", model);
    assertEquals(base.path(model), top.ensure(model).path());
    assertEquals(0, top.fetchedBytes());
    assertTrue(top.progress().warnings().get(0).contains(damaged.path(model).toString()));
    assertArrayEquals(wrong, damaged.shown(model));
  }

  @Test
  void anotherVersionThereIsNeitherDamagedNorCached() {
    TestModel newer = TestModel.random("a.pt", 6000, 2);
    cache.register(newer);
    assertEquals(Result.MISSING, verify().result());
    assertEquals(cache.path(newer), cache.ensure(newer).path());
  }

  @Test
  void fragmentsOfAModelThereAreCopied() throws IOException {
    TestModel old = TestModel.random("f.h5", 6000, 3).fragments(3000, 3000);
    TestCache filled = TestCache.of(old);
    filled.ensure(old);
    byte[] bytes = old.bytes();
    bytes[5000] ^= 1;
    TestModel next = TestModel.of("g.h5", bytes).fragments(3000, 3000);
    TestCache above = filled.above("fragments", next);
    EnsureResult result = above.ensure(next);
    assertEquals(3000, result.bytesReused());
    assertEquals(3000, result.bytesFetched());
    assertArrayEquals(bytes, above.shown(next));
    assertTrue(above.isStored(next.sha256()));
  }

  private VerifyResult verify() {
    return cache.cache().verify(List.of()).get(0);
  }
}

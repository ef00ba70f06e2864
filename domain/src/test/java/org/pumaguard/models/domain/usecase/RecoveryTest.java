package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.api.CacheUsage;
import org.pumaguard.models.domain.api.RemovedItem;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.policy.Retention;

/** Models that are there, but of which nothing is recorded: each use case records them again. */
class RecoveryTest {

  private final TestModel a = TestModel.random("a.pt", 1000, 1);
  private final TestModel b = TestModel.random("b.pt", 2000, 2);
  private final TestCache cache = TestCache.of(a, b);

  @ParameterizedTest
  @ValueSource(strings = {"", "damaged"})
  void whatIsThereIsMeasuredPinnedPrunedAndCleared(String why) {
    cache.cache().ensureAll(List.of());
    CacheUsage before = cache.cache().usage();
    lose(why);
    long steps = cache.disk.faults().steps();
    int writes = cache.records.writes();
    assertEquals(before.models(), cache.cache().usage().models());
    assertEquals(before.bytes(), cache.cache().usage().bytes());
    assertEquals(1, cache.cache().clear(List.of(a.name()), true).size());
    assertEquals(steps, cache.disk.faults().steps(), "looking changes nothing");
    assertEquals(writes, cache.records.writes(), "looking records nothing");

    cache.cache().pin(List.of(a.name()), true);
    cache.cache().prune(new Retention(1, Optional.empty(), OptionalLong.of(0)), false);
    assertTrue(cache.disk.exists(cache.path(a)));
    assertFalse(cache.disk.exists(cache.path(b)));
    lose(why);
    cache.cache().clear(List.of(a.name()), false);
    assertFalse(cache.disk.exists(cache.path(a)));
  }

  @Test
  void ensureFetchesNothing() throws IOException {
    cache.cache().ensureAll(List.of());
    lose("");
    cache.fetchedBytes();
    cache.cache().ensureAll(List.of());
    assertEquals(0, cache.fetchedBytes());
    assertArrayEquals(a.bytes(), cache.shown(a));
  }

  @Test
  void theLossIsSaidOnce() {
    cache.cache().ensureAll(List.of());
    lose("");
    cache.cache().usage();
    cache.cache().pin(List.of(a.name()), true);
    assertEquals(1, cache.progress().warnings().size());
  }

  @Test
  void clearRemovesEverything() throws IOException {
    cache.cache().ensureAll(List.of());
    lose("");
    cache.cache().clear(List.of(), false);
    assertTrue(cache.store.parts().inventory().read().isEmpty());
    assertFalse(cache.disk.exists(cache.path(a)));
  }

  @Test
  void whatTheRegistryNamesNoMoreIsNotForgotten() {
    cache.cache().ensureAll(List.of());
    cache.register();
    lose("");
    assertEquals(
        List.of(VerifyResult.Result.OK, VerifyResult.Result.OK),
        cache.cache().verify(List.of()).stream().map(VerifyResult::result).toList());
  }

  @Test
  void anUpdateKeepsTheOldVersion() throws IOException {
    cache.cache().ensureAll(List.of());
    lose("");
    TestModel next = TestModel.random("a.pt", 1500, 7);
    cache.register(next, b);
    assertEquals(ModelState.OUTDATED, cache.cache().status(a.name()).state());
    cache.ensure(next);
    cache.cache().rollback(a.name());
    assertArrayEquals(a.bytes(), cache.shown(a));
  }

  @Test
  void aChangedFileIsNeitherServedNorCleared() throws IOException {
    cache.cache().ensureAll(List.of());
    cache.disk.change(cache.path(a), 5);
    byte[] changed = cache.shown(a);
    lose("");
    List<RemovedItem> cleared = cache.cache().clear(List.of(a.name()), false);
    assertTrue(cleared.get(0).kept().isPresent());
    assertArrayEquals(changed, cache.shown(a));
    cache.ensure(a);
    assertArrayEquals(a.bytes(), cache.shown(a));
  }

  @Test
  void filesThatOthersHavePutThereAreModelsToo() throws IOException {
    cache.disk.write(cache.path(a), a.bytes());
    cache.disk.writeText(cache.path(b), "mine");
    assertEquals(1, cache.cache().usage().models());
    cache.cache().clear(List.of(), false);
    assertFalse(cache.disk.exists(cache.path(a)));
    assertEquals("mine", cache.disk.readText(cache.path(b)));
  }

  @Test
  void copiesBesideRecordedModelsAreTheUsersOwn() throws IOException {
    cache.cache().ensureAll(List.of());
    cache.disk.write(cache.store.directory().resolve("backup.pt"), a.bytes());
    cache.cache().clear(List.of(), false);
    assertArrayEquals(a.bytes(), cache.disk.read(cache.store.directory().resolve("backup.pt")));
  }

  /** Without the indexes damage is not located; each of these finds them out again. */
  @ParameterizedTest
  @EnumSource
  void lostIndexesAreComputedAgain(Finding finding) throws IOException {
    TestModel model = ModelForm.SIZED_FRAGMENTS.model("m.h5", 1);
    TestCache lost = TestCache.of(model);
    lost.ensure(model);
    lost.store.loseIndexes();
    if (finding == Finding.ENSURE) {
      lost.records.lose(Optional.empty());
      lost.restart();
      lost.ensure(model);
    } else {
      lost.cache().verify(List.of());
    }
    lost.fetchedBytes();
    lost.disk.rot(lost.path(model), 7);
    lost.cache().repair(List.of());
    assertArrayEquals(model.bytes(), lost.shown(model));
    assertEquals(ModelForm.SIZED_FRAGMENTS.repairBytes(0), lost.fetchedBytes());
  }

  /** What computes indexes again. */
  enum Finding {
    /** Making the model available. */
    ENSURE,
    /** Reading it. */
    VERIFY
  }

  private void lose(String why) {
    cache.restart();
    cache.records.lose(Optional.of(why).filter(text -> !text.isEmpty()));
  }
}

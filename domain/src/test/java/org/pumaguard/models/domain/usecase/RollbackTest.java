package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheException.Kind;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;

/** Versions of a model: the way back and forward. */
class RollbackTest {

  private static final ModelName NAME = ModelName.parse("m.pt");

  private final TestModel first = TestModel.of("m.pt", "the first version").version("1");
  private final TestModel second = TestModel.of("m.pt", "the second version").version("2");
  private final TestModel third = TestModel.of("m.pt", "the third version").version("3");
  private final TestCache cache = TestCache.of();

  @Test
  void goesBackOneByOneAndForwardAgainWithoutAFetch() throws IOException {
    cached(first, second, third);
    assertEquals(second.sha256(), cache.cache().rollback(NAME).shown().sha256());
    assertShown(second);
    assertEquals(ModelState.OUTDATED, cache.cache().status(NAME).state());
    cache.cache().rollback(NAME);
    assertShown(first);
    CacheException none = assertThrows(CacheException.class, () -> cache.cache().rollback(NAME));
    assertEquals(Kind.UNKNOWN_MODEL, none.kind());
    assertShown(first);

    cache.fetchedBytes();
    cache.ensure(third);
    assertShown(third);
    assertEquals(0, cache.fetchedBytes());
    cache.cache().rollback(NAME);
    assertShown(second);
  }

  @Test
  void theNextProcessGoesBackToo() throws IOException {
    cached(first, second);
    cache.restart();
    cache.register();
    cache.cache().rollback(NAME);
    assertShown(first);
  }

  @Test
  void aDamagedKeptVersionIsRefusedAndThePresentOneStays() throws IOException {
    cached(first, second);
    cache.disk.change(cache.store.blob(first.sha256()), 3);
    assertEquals(
        Kind.INTEGRITY,
        assertThrows(CacheException.class, () -> cache.cache().rollback(NAME)).kind());
    assertShown(second);
  }

  @Test
  void aMissingKeptVersionIsRefusedAndThePresentOneStays() throws IOException {
    cached(first, second);
    cache.disk.delete(cache.store.blob(first.sha256()));
    assertEquals(
        Kind.INTEGRITY,
        assertThrows(CacheException.class, () -> cache.cache().rollback(NAME)).kind());
    assertShown(second);
  }

  @Test
  void aDamagedKeptVersionIsPassedOverForTheOneBeforeIt() throws IOException {
    cached(first, second, third);
    cache.disk.change(cache.store.blob(second.sha256()), 3);
    assertEquals(first.sha256(), cache.cache().rollback(NAME).shown().sha256());
    assertShown(first);
    assertTrue(cache.progress().warnings().get(0).contains(second.sha256().hex()));
    cached(second);
    assertShown(second);
  }

  @Test
  void aFileOfTheUserInTheModelsPlaceIsKeptAside() throws IOException {
    cached(first, second);
    cache.disk.delete(cache.path(second));
    cache.disk.writeText(cache.path(second), "the user's own");
    cache.cache().rollback(NAME);
    assertShown(first);
    assertTrue(texts().contains("the user's own"));
  }

  @Test
  void anAdoptedVersionIsKeptByAnUpdate() throws IOException {
    cache.disk.write(cache.path(first), first.bytes());
    cached(first);
    cache.disk.delete(cache.store.blob(first.sha256()));
    cached(second);
    cache.cache().rollback(NAME);
    assertShown(first);
  }

  @Test
  void withoutHardLinksVersionsAreCopies() throws IOException {
    cache.disk.faults().refuseHardLinks();
    cached(first, second);
    cache.cache().rollback(NAME);
    assertShown(first);
    cache.ensure(second);
    assertShown(second);
  }

  @Test
  void whatIsNotCachedHasNoEarlierVersion() {
    assertEquals(
        Kind.UNKNOWN_MODEL,
        assertThrows(CacheException.class, () -> cache.cache().rollback(NAME)).kind());
    assertFalse(cache.disk.exists(cache.store.directory()));
  }

  /** Whatever step the process does not survive, the name shows a whole version. */
  @ParameterizedTest
  @EnumSource
  void aKilledProcessLeavesAWholeVersion(Change change) throws IOException {
    for (int steps = 0; ; steps++) {
      TestCache killed = TestCache.of(first);
      killed.ensure(first);
      killed.register(second);
      if (change == Change.ROLLBACK) {
        killed.ensure(second);
      }
      killed.cache().verify(List.of());
      killed.disk.faults().killAfter(steps);
      try {
        change.run(killed);
      } catch (CacheException e) {
        assertTrue(killed.disk.faults().isKilled(), () -> "no failure but the kill: " + e);
      }
      boolean isKilled = killed.disk.faults().isKilled();
      killed.restart();
      byte[] shown = killed.shown(first);
      assertTrue(
          Arrays.equals(first.bytes(), shown) || Arrays.equals(second.bytes(), shown),
          "killed after " + steps + " steps");
      killed.ensure(second);
      assertArrayEquals(second.bytes(), killed.shown(second));
      assertFalse(killed.locks.isAnyHeld());
      if (!isKilled) {
        return;
      }
    }
  }

  /** What a killed process was doing. */
  enum Change {
    /** An update to the second version. */
    UPDATE {
      @Override
      void run(TestCache cache) {
        cache.cache().ensure(NAME);
      }
    },
    /** A way back to the first version. */
    ROLLBACK {
      @Override
      void run(TestCache cache) {
        cache.cache().rollback(NAME);
      }
    };

    abstract void run(TestCache cache);
  }

  private void cached(TestModel... versions) {
    for (TestModel version : versions) {
      cache.register(version);
      cache.ensure(version);
    }
  }

  private void assertShown(TestModel version) throws IOException {
    assertArrayEquals(version.bytes(), cache.shown(version));
  }

  private List<String> texts() throws IOException {
    List<String> texts = new ArrayList<>();
    for (Path path : cache.disk.tree(cache.store.directory())) {
      if (!cache.disk.isDirectory(path)) {
        texts.add(cache.disk.readText(path));
      }
    }
    return texts;
  }
}

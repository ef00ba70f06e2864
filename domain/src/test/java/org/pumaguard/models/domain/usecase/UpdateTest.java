package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheException.Kind;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.fake.Reply;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.Fetcher.Reason;

/** An update shows the new version when all of it is verified, and not before. */
class UpdateTest {

  private static final ModelName NAME = ModelName.parse("m.pt");

  private final TestModel first = TestModel.of("m.pt", "the first version").version("1");
  private final TestModel second = TestModel.of("m.pt", "the second version").version("2");
  private final TestCache cache = TestCache.of();

  @Test
  void anUpdateShowsTheNewVersionAndKeepsTheOldOneStored() throws IOException {
    cached(first, second);
    assertShown(second);
    assertTrue(cache.isStored(first.sha256()));
  }

  @Test
  void aReaderOfTheOldVersionIsNotDisturbed() throws IOException {
    cached(first);
    try (Content reader = cache.store.parts().models().open(NAME)) {
      cached(second);
      ByteBuffer read = ByteBuffer.allocate(first.bytes().length);
      assertEquals(first.bytes().length, reader.read(0, read));
      assertArrayEquals(first.bytes(), read.array());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NOT_FOUND", "FORBIDDEN", "UNREACHABLE", "TIMED_OUT", "BROKEN"})
  void aFailedUpdateKeepsTheOldVersion(Reason reason) throws IOException {
    cached(first);
    cache.register(second);
    for (String source : List.of(TestCache.FIRST, TestCache.SECOND)) {
      cache.network.script(TestCache.at(source, "m.pt"), Reply.failing(reason));
    }
    assertThrows(CacheException.class, () -> cache.ensure(second));
    assertShown(first);
    assertEquals(ModelState.OUTDATED, cache.cache().status(NAME).state());
  }

  @Test
  void anUpdateThatDoesNotFitKeepsTheOldVersion() throws IOException {
    cached(first);
    cache.disk.faults().capacity(cache.disk.usedBytes() + 3);
    cache.register(second);
    assertEquals(
        Kind.STORAGE, assertThrows(CacheException.class, () -> cache.ensure(second)).kind());
    assertShown(first);
  }

  @Test
  void theOldVersionServesIfTheCallerAllowsIt() throws IOException {
    cached(first);
    cache.register(second);
    for (String source : List.of(TestCache.FIRST, TestCache.SECOND)) {
      cache.network.withdraw(TestCache.at(source, "m.pt"));
    }
    EnsureResult result = cache.cache().ensuredOrOutdated(NAME);
    assertEquals(ModelState.OUTDATED, result.state());
    assertEquals(1, cache.progress().warnings().size());
    assertShown(first);
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
}

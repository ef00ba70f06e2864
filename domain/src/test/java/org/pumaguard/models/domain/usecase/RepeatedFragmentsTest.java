package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.fake.Reply;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.policy.Parallelism;
import org.pumaguard.models.domain.port.Fetcher;

/** Fragments that occur several times, in one model or in several, are fetched once. */
class RepeatedFragmentsTest {

  private static final int PART = 3000;

  /** Letters stand for fragments; equal letters are equal bytes under different names. */
  @ParameterizedTest
  @CsvSource({
    "aaa,  true,  1", "aaa,  true,  4", "aaa,  false, 1", "aaa,  false, 4",
    "abab, true,  1", "abab, true,  4", "abab, false, 1", "abab, false, 4",
    "baca, true,  1", "baca, true,  4", "baca, false, 1", "baca, false, 4",
    "aabbaab, false, 2", "abcabcabc, false, 3"
  })
  void fetchesOneOccurrence(String letters, boolean isSized, int parallel) throws IOException {
    TestModel model = model("m.h5", letters, isSized);
    TestCache cache = cache(parallel, model);
    EnsureResult ensured = cache.ensure(model);
    long distinct = letters.chars().distinct().count();
    assertArrayEquals(model.bytes(), cache.shown(model));
    assertEquals(distinct * PART, cache.fetchedBytes());
    assertEquals(distinct * PART, ensured.bytesFetched());
    assertEquals((letters.length() - distinct) * PART, ensured.bytesReused());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void fetchesOnceForSeveralModels(boolean isSized) throws IOException {
    TestModel first = model("first.h5", "aab", isSized);
    TestModel second = model("second.h5", "cabc", isSized);
    TestModel third = model("third.h5", "bbb", isSized);
    TestModel file = model("file.pt", "d", isSized);
    TestModel last = model("last.h5", "dca", isSized);
    TestCache cache = cache(4, first, second, third, file, last);
    cache.cache().ensureAll(List.of());
    for (TestModel model : List.of(first, second, third, file, last)) {
      assertArrayEquals(model.bytes(), cache.shown(model));
    }
    assertEquals(4 * PART, cache.fetchedBytes());
  }

  @ParameterizedTest
  @CsvSource({"abca, true", "abca, false", "aabc, true", "aabc, false", "baac, false"})
  void copiesWhatAnInterruptedFetchKept(String letters, boolean isSized) throws IOException {
    TestModel model = model("m.h5", letters, isSized);
    TestCache cache = cache(1, model);
    String lost = model.fragmentName(letters.indexOf('c'));
    for (String source : List.of(TestCache.FIRST, TestCache.SECOND)) {
      cache.network.script(TestCache.at(source, lost), Reply.failing(Fetcher.Reason.NOT_FOUND));
    }
    assertThrows(CacheException.class, () -> cache.ensure(model));
    assertEquals(2 * PART, cache.fetchedBytes());
    cache.register(model).restart();
    cache.ensure(model);
    assertArrayEquals(model.bytes(), cache.shown(model));
    assertEquals(PART, cache.fetchedBytes());
  }

  @Test
  void aDamagedOccurrenceIsCopiedFromAnIntactOne() throws IOException {
    TestModel model = model("m.h5", "aba", true);
    TestCache cache = cache(2, model);
    cache.ensure(model);
    cache.fetchedBytes();
    byte[] damaged = model.bytes();
    damaged[5] ^= 1;
    cache.disk.write(cache.path(model), damaged);
    cache.ensure(model);
    assertArrayEquals(model.bytes(), cache.shown(model));
    assertEquals(0, cache.fetchedBytes());
  }

  private static TestCache cache(int parallel, TestModel... models) {
    CacheSettings one = TestCache.SETTINGS;
    return TestCache.of(models)
        .restart(
            new CacheSettings(
                false,
                Parallelism.exactly(parallel),
                one.verify(),
                one.retry(),
                one.patience(),
                one.quota()));
  }

  private static TestModel model(String name, String letters, boolean isSized) {
    byte[] content = new byte[letters.length() * PART];
    for (int i = 0; i < letters.length(); i++) {
      byte[] part = new byte[PART];
      new Random(letters.charAt(i)).nextBytes(part);
      System.arraycopy(part, 0, content, i * PART, PART);
    }
    TestModel model = TestModel.of(name, content);
    for (int i = 0; i < letters.length() && letters.length() > 1; i++) {
      model.fragments(PART);
    }
    return isSized ? model : model.unsized();
  }
}

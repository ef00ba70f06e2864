package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
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
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.policy.Parallelism;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.domain.port.Fetcher.Request;
import org.pumaguard.models.domain.port.Progress;

/**
 * Servers whose headers mislead: different entity tags for one file, copies in caches on the way,
 * encodings that were not requested. The digest decides.
 */
class OddServersTest {

  private static final int BYTES = 1_000_000;
  private static final Location AT = TestCache.at(TestCache.FIRST, "m.h5");
  private static final byte[] WRONG = new byte[BYTES];

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void joinsBytesOfMachinesWithDifferentTags(boolean isSized) throws IOException {
    TestModel model = model(isSized);
    TestCache cache = cache(model);
    cache.network.script(
        AT,
        Reply.of(model.bytes()).tagged("\"a\"").breakingAt(300_000),
        Reply.of(model.bytes()).tagged("\"b\"").breakingAt(600_000),
        Reply.of(model.bytes()).tagged("\"a\"").breakingAt(900_000),
        Reply.of(model.bytes()).tagged("\"b\""));
    EnsureResult ensured = cache.ensure(model);
    assertArrayEquals(model.bytes(), cache.shown(model));
    assertEquals(BYTES, ensured.bytesFetched());
    assertEquals(
        List.of(0L, 300_000L, 600_000L, 900_000L),
        cache.network.requests(AT).stream().map(Request::offset).toList());
  }

  @Test
  void joinsThemInAnotherProcessToo() throws IOException {
    TestModel model = model(true);
    TestCache cache = cache(model);
    cache.network.script(
        AT,
        Reply.of(model.bytes()).tagged("\"a\"").breakingAt(300_000),
        Reply.of(model.bytes()).tagged("\"b\"").breakingAt(600_000),
        Reply.failing(Reason.NOT_FOUND));
    assertThrows(CacheException.class, () -> cache.ensure(model));
    cache.network.script(AT, Reply.of(model.bytes()).tagged("\"c\""));
    cache.restart();
    assertEquals(400_000, cache.ensure(model).bytesFetched());
    assertArrayEquals(model.bytes(), cache.shown(model));
  }

  @Test
  void fetchesAgainIfTheJoinedBytesAreWrong() throws IOException {
    TestModel model = model(true);
    TestCache cache = cache(model);
    cache.network.script(
        AT,
        Reply.of(WRONG).tagged("\"old\"").breakingAt(300_000),
        Reply.of(model.bytes()).tagged("\"new\""),
        Reply.of(model.bytes()).tagged("\"new\"").breakingAt(500_000),
        Reply.of(model.bytes()).tagged("\"new\""));
    EnsureResult ensured = cache.ensure(model);
    assertArrayEquals(model.bytes(), cache.shown(model));
    assertEquals(List.of(), ensured.setAside(), "no source is blamed");
    List<Request> asked = cache.network.requests(AT);
    assertEquals(List.of(0L, 300_000L, 0L, 500_000L), asked.stream().map(Request::offset).toList());
    assertTrue(asked.get(1).validator().isEmpty(), "the digest decides");
    assertEquals("\"new\"", asked.get(3).validator().orElseThrow(), "now the tag does");
  }

  @ParameterizedTest
  @CsvSource({"1000000, true", "1000000, false", "700000, true", "700000, false"})
  void asksPastCachesAfterWrongBytes(int staleBytes, boolean isSized) throws IOException {
    TestModel model = model(isSized);
    TestCache cache = cache(model);
    cache.network.script(AT, Reply.of(Arrays.copyOf(WRONG, staleBytes)), Reply.of(model.bytes()));
    cache.ensure(model);
    assertArrayEquals(model.bytes(), cache.shown(model));
    assertEquals(
        List.of(false, true),
        cache.network.requests(AT).stream().map(request -> request.form().fresh()).toList());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void takesTheBytesAsSentIfTheyAreRight(boolean isDecodable) throws IOException {
    TestModel model = model(true);
    TestCache cache = cache(model);
    cache.network.script(AT, Reply.of(model.bytes()).encoding("gzip", isDecodable, WRONG));
    assertEquals(BYTES, cache.ensure(model).bytesFetched());
    assertEquals(1, cache.network.requests(AT).size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void decodesIfTheBytesAsSentAreWrong(boolean isSized) throws IOException {
    TestModel model = model(isSized);
    TestCache cache = cache(model);
    cache.network.script(AT, Reply.of(new byte[5000]).encoding("gzip", true, model.bytes()));
    EnsureResult ensured = cache.ensure(model);
    assertArrayEquals(model.bytes(), cache.shown(model));
    assertEquals(List.of(), ensured.setAside());
    assertEquals(
        List.of(false, true),
        cache.network.requests(AT).stream().map(request -> request.form().decoded()).toList());
    assertTrue(cache.progress().events(Progress.Kind.SOURCE_SWITCHED).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void namesTheEncodingIfBothAreWrong(boolean isDecodable) {
    TestModel model = model(true);
    TestCache cache = cache(model);
    cache.network.script(AT, Reply.of(new byte[5000]).encoding("br", isDecodable, WRONG));
    CacheException failure = assertThrows(CacheException.class, () -> cache.ensure(model));
    assertEquals(CacheException.Kind.INTEGRITY, failure.kind());
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("sent with Content-Encoding: br"), message);
    assertEquals(!isDecodable, message.contains("which cannot be decoded"), message);
    assertFalse(cache.isStored(model.sha256()));
  }

  private static TestModel model(boolean isSized) {
    TestModel model = TestModel.random("m.h5", BYTES, 1);
    return isSized ? model : model.unsized();
  }

  private static TestCache cache(TestModel model) {
    TestCache cache = TestCache.of(model);
    cache.network.withdraw(TestCache.at(TestCache.SECOND, "m.h5"));
    CacheSettings usual = TestCache.SETTINGS;
    return cache
        .registerAt(List.of(TestCache.FIRST), model)
        .restart(
            new CacheSettings(
                false,
                Parallelism.exactly(2),
                usual.verify(),
                new CacheSettings.Retry(4, usual.backoff()),
                usual.patience(),
                usual.quota()));
  }
}

package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheException.Kind;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.fake.Reply;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.policy.Parallelism;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.domain.port.Progress;

/** How fragments come from sources, and when another source is asked. */
class FetchTest {

  private static final int PART = 100_000;

  private final TestModel model = TestModel.random("m.h5", 3 * PART, 1).fragments(PART, PART, PART);
  private final TestCache cache = TestCache.of(model).restart(retries(1, 1));

  @Test
  void fetchesEachFragmentOnceFromTheFirstSource() throws IOException {
    EnsureResult result = cache.ensure(model);
    assertArrayEquals(model.bytes(), cache.shown(model));
    assertEquals(3 * PART, result.bytesFetched());
    assertEquals(3, cache.network.requests().size());
    assertTrue(
        cache.network.requests().stream()
            .allMatch(request -> request.location().toString().startsWith(TestCache.FIRST)));
  }

  @Test
  void fragmentsOfAnotherModelAreCopied() throws IOException {
    cache.ensure(model);
    byte[] next = model.bytes();
    next[0] ^= 1;
    TestModel other = TestModel.of("other.h5", next).fragments(PART, PART, PART);
    cache.register(model, other);
    EnsureResult result = cache.ensure(other);
    assertEquals(PART, result.bytesFetched());
    assertEquals(2 * PART, result.bytesReused());
    assertArrayEquals(next, cache.shown(other));
    assertEquals(2, cache.progress().events(Progress.Kind.REUSED).size());
  }

  @Test
  void aDamagedFragmentOfAnotherModelIsNotUsed() throws IOException {
    cache.ensure(model);
    byte[] next = model.bytes();
    next[0] ^= 1;
    TestModel other = TestModel.of("other.h5", next).fragments(PART, PART, PART);
    cache.register(model, other);
    cache.disk.rot(cache.path(model), PART + 7);
    assertEquals(2 * PART, cache.ensure(other).bytesFetched());
    assertArrayEquals(next, cache.shown(other));
  }

  @Test
  void anUnreadableFragmentOfAnotherModelIsFetched() throws IOException {
    cache.ensure(model);
    byte[] next = model.bytes();
    next[0] ^= 1;
    TestModel other = TestModel.of("other.h5", next).fragments(PART, PART, PART);
    cache.register(model, other);
    cache.disk.makeUnreadable(cache.path(model), 2L * PART);
    assertEquals(2 * PART, cache.ensure(other).bytesFetched());
    assertArrayEquals(next, cache.shown(other));
  }

  @Test
  void aSourceWithoutAFragmentIsLeftForItsMirror() throws IOException {
    cache.network.withdraw(TestCache.at(TestCache.FIRST, model.fragmentName(1)));
    cache.ensure(model);
    assertArrayEquals(model.bytes(), cache.shown(model));
    assertEquals(1, requests(TestCache.SECOND, 1).size());
    assertEquals(0, requests(TestCache.SECOND, 0).size());
    assertEquals(1, cache.progress().events(Progress.Kind.SOURCE_SWITCHED).size());
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "3, 3", "0, 1", "2, 3"})
  void aSourceIsAskedAsOftenAsTheSettingsSay(int retries, int errors) {
    cache.restart(retries(1, retries));
    cache.network.withdraw(TestCache.at(TestCache.SECOND, model.fragmentName(1)));
    List<Reply> script =
        new ArrayList<>(Collections.nCopies(errors, Reply.failing(Reason.SERVER_ERROR)));
    script.add(Reply.of(fragment(1)));
    cache.network.script(
        TestCache.at(TestCache.FIRST, model.fragmentName(1)), script.toArray(Reply[]::new));
    if (errors <= retries) {
      cache.ensure(model);
    } else {
      assertEquals(
          Kind.UNAVAILABLE, assertThrows(CacheException.class, () -> cache.ensure(model)).kind());
    }
    assertEquals(Math.min(errors, retries) + 1, requests(TestCache.FIRST, 1).size());
  }

  @ParameterizedTest
  @EnumSource(names = {"NOT_FOUND", "FORBIDDEN", "REFUSED", "UNTRUSTED"})
  void aFailureForGoodIsNotRetried(Reason reason) {
    cache.restart(retries(1, 3));
    for (String source : List.of(TestCache.FIRST, TestCache.SECOND)) {
      cache.network.script(TestCache.at(source, model.fragmentName(1)), Reply.failing(reason));
    }
    assertEquals(
        reason == Reason.NOT_FOUND ? Kind.NOT_FOUND : Kind.UNAVAILABLE,
        assertThrows(CacheException.class, () -> cache.ensure(model)).kind());
    assertEquals(1, requests(TestCache.FIRST, 1).size());
    assertEquals(1, requests(TestCache.SECOND, 1).size());
  }

  @ParameterizedTest
  @EnumSource(names = {"BUSY", "SERVER_ERROR", "UNREACHABLE", "TIMED_OUT", "BROKEN"})
  void aFailureThatMayPassIsRetriedAfterTheMirror(Reason reason) throws IOException {
    cache.network.withdraw(TestCache.at(TestCache.SECOND, model.fragmentName(1)));
    cache.network.script(
        TestCache.at(TestCache.FIRST, model.fragmentName(1)),
        Reply.failing(reason),
        Reply.of(fragment(1)));
    cache.ensure(model);
    assertArrayEquals(model.bytes(), cache.shown(model));
    assertEquals(2, requests(TestCache.FIRST, 1).size());
    assertEquals(1, requests(TestCache.SECOND, 1).size());
  }

  @Test
  void aModelOfUnknownLengthsIsFetchedToo() throws IOException {
    TestModel unsized = TestModel.random("u.h5", 3 * PART, 2).fragments(PART, PART, PART).unsized();
    cache.register(unsized);
    assertEquals(3 * PART, cache.ensure(unsized).bytesFetched());
    assertArrayEquals(unsized.bytes(), cache.shown(unsized));
  }

  private List<Fetcher.Request> requests(String source, int fragment) {
    return cache.network.requests(TestCache.at(source, model.fragmentName(fragment)));
  }

  private byte[] fragment(int number) {
    return Arrays.copyOfRange(model.bytes(), number * PART, (number + 1) * PART);
  }

  private static CacheSettings retries(int parallel, int retries) {
    CacheSettings other = TestCache.SETTINGS;
    return new CacheSettings(
        false,
        Parallelism.exactly(parallel),
        other.verify(),
        new CacheSettings.Retry(retries, other.retry().backoff()),
        other.patience(),
        other.quota());
  }
}

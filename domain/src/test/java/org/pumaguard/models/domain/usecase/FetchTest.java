package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.domain.port.Progress;

/** How bytes come from sources: fragments, resumption, switches, and sources that lie. */
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

  /** Ways to send other bytes than those of the registry. */
  enum Lie {
    WRONG_BYTE {
      @Override
      Reply of(byte[] bytes) {
        byte[] wrong = bytes.clone();
        wrong[12_345] ^= 1;
        return Reply.of(wrong);
      }
    },
    TOO_SHORT {
      @Override
      Reply of(byte[] bytes) {
        return Reply.of(Arrays.copyOf(bytes, 70_000));
      }
    },
    TOO_LONG {
      @Override
      Reply of(byte[] bytes) {
        return Reply.of(Arrays.copyOf(bytes, PART + 10));
      }
    },
    EMPTY {
      @Override
      Reply of(byte[] bytes) {
        return Reply.of(new byte[0]);
      }
    },
    UNANNOUNCED_WRONG_BYTE {
      @Override
      Reply of(byte[] bytes) {
        return WRONG_BYTE.of(bytes).withoutLength();
      }
    },
    UNANNOUNCED_TOO_LONG {
      @Override
      Reply of(byte[] bytes) {
        return TOO_LONG.of(bytes).withoutLength();
      }
    };

    abstract Reply of(byte[] bytes);
  }

  @ParameterizedTest
  @EnumSource
  void wrongBytesOfTheOnlySourceAreRefused(Lie lie) {
    lieAt(TestCache.FIRST, lie);
    cache.network.withdraw(TestCache.at(TestCache.SECOND, model.fragmentName(1)));
    CacheException failure = assertThrows(CacheException.class, () -> cache.ensure(model));
    assertEquals(Kind.INTEGRITY, failure.kind());
    assertFalse(cache.disk.exists(cache.path(model)));
    assertTrue(requests(TestCache.FIRST, 1).size() <= 2);
  }

  @ParameterizedTest
  @EnumSource
  void wrongBytesAreLeftForTheMirror(Lie lie) throws IOException {
    lieAt(TestCache.FIRST, lie);
    EnsureResult result = cache.ensure(model);
    assertArrayEquals(model.bytes(), cache.shown(model));
    assertEquals(1, result.setAside().size());
    assertEquals(1, requests(TestCache.FIRST, 1).size());
    assertEquals(0, requests(TestCache.FIRST, 2).size(), "a lying source is asked last");
  }

  @ParameterizedTest
  @EnumSource
  void wrongBytesThatPassCostOneMoreTry(Lie lie) throws IOException {
    cache.registerAt(List.of(TestCache.FIRST), model);
    byte[] right = fragment(1);
    cache.network.script(
        TestCache.at(TestCache.FIRST, model.fragmentName(1)), lie.of(right), Reply.of(right));
    cache.ensure(model);
    assertArrayEquals(model.bytes(), cache.shown(model));
    assertEquals(1, requests(TestCache.FIRST, 0).size());
    assertEquals(1, requests(TestCache.FIRST, 2).size());
  }

  @ParameterizedTest
  @EnumSource
  void wrongBytesOfAnUpdateKeepTheOldVersion(Lie lie) throws IOException {
    TestModel old = TestModel.of("m.h5", "the old version");
    cache.register(old);
    cache.ensure(old);
    cache.register(model);
    lieAt(TestCache.FIRST, lie);
    lieAt(TestCache.SECOND, lie);
    assertEquals(
        Kind.INTEGRITY, assertThrows(CacheException.class, () -> cache.ensure(model)).kind());
    assertArrayEquals(old.bytes(), cache.shown(old));
  }

  @Test
  void aLyingSourceIsAskedLastForOtherModelsToo() throws IOException {
    TestModel other = TestModel.random("other.pt", 1000, 5);
    cache.register(model, other);
    lieAt(TestCache.FIRST, Lie.WRONG_BYTE);
    cache.cache().ensureAll(List.of());
    assertArrayEquals(other.bytes(), cache.shown(other));
    assertEquals(List.of(), cache.network.requests(TestCache.at(TestCache.FIRST, "other.pt")));
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
        Kind.UNAVAILABLE, assertThrows(CacheException.class, () -> cache.ensure(model)).kind());
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
  void aBrokenConnectionIsContinuedWhereItEnded() throws IOException {
    byte[] part = fragment(1);
    cache.network.withdraw(TestCache.at(TestCache.SECOND, model.fragmentName(1)));
    cache.network.script(
        TestCache.at(TestCache.FIRST, model.fragmentName(1)),
        Reply.of(part).breakingAt(70_000),
        Reply.of(part));
    assertEquals(3 * PART, cache.ensure(model).bytesFetched());
    assertArrayEquals(model.bytes(), cache.shown(model));
    List<Fetcher.Request> asked = requests(TestCache.FIRST, 1);
    assertEquals(70_000, asked.get(asked.size() - 1).offset());
  }

  @Test
  void aBrokenConnectionWithoutRangesBeginsAgain() throws IOException {
    byte[] part = fragment(1);
    cache.network.withdraw(TestCache.at(TestCache.SECOND, model.fragmentName(1)));
    cache.network.script(
        TestCache.at(TestCache.FIRST, model.fragmentName(1)),
        Reply.of(part).withoutRanges().breakingAt(70_000),
        Reply.of(part).withoutRanges());
    assertEquals(3 * PART + 70_000, cache.ensure(model).bytesFetched());
    assertArrayEquals(model.bytes(), cache.shown(model));
  }

  @Test
  void finishedFragmentsOfAFailedFetchAreNotFetchedAgain() throws IOException {
    cache.restart(retries(1, 0));
    for (String source : List.of(TestCache.FIRST, TestCache.SECOND)) {
      cache.network.script(
          TestCache.at(source, model.fragmentName(2)), Reply.failing(Reason.UNREACHABLE));
    }
    assertThrows(CacheException.class, () -> cache.ensure(model));
    cache.restart();
    cache.register(model);
    cache.network.forgetRequests();
    assertEquals(PART, cache.ensure(model).bytesFetched());
    assertArrayEquals(model.bytes(), cache.shown(model));
    assertEquals(1, cache.network.requests().size());
  }

  /** What a process that ended has left of an unfinished fragment. */
  @ParameterizedTest
  @CsvSource({"false", "true"})
  void anUnfinishedFragmentIsContinuedByTheNextProcess(boolean fromMirror) throws IOException {
    cache.restart(retries(1, 0));
    for (String source : List.of(TestCache.FIRST, TestCache.SECOND)) {
      cache.network.script(
          TestCache.at(source, model.fragmentName(2)),
          source.equals(TestCache.FIRST)
              ? Reply.of(fragment(2)).breakingAt(70_000)
              : Reply.failing(Reason.NOT_FOUND));
    }
    assertThrows(CacheException.class, () -> cache.ensure(model));
    cache.restart();
    cache.register(model);
    if (fromMirror) {
      for (int i = 0; i < 3; i++) {
        cache.network.withdraw(TestCache.at(TestCache.FIRST, model.fragmentName(i)));
      }
    }
    cache.network.forgetRequests();
    assertEquals(PART - 70_000, cache.ensure(model).bytesFetched());
    assertArrayEquals(model.bytes(), cache.shown(model));
  }

  @Test
  void aWrongBeginningOfTheFormerProcessIsFoundOut() throws IOException {
    cache.restart(retries(1, 0));
    byte[] wrong = fragment(2);
    wrong[1000] ^= 1;
    cache.network.script(
        TestCache.at(TestCache.FIRST, model.fragmentName(2)), Reply.of(wrong).breakingAt(70_000));
    cache.network.withdraw(TestCache.at(TestCache.SECOND, model.fragmentName(2)));
    assertThrows(CacheException.class, () -> cache.ensure(model));
    cache.restart(retries(1, 1));
    cache.register(model);
    cache.network.forgetRequests();
    assertTrue(cache.ensure(model).bytesFetched() <= 3L * PART);
    assertArrayEquals(model.bytes(), cache.shown(model));
  }

  @Test
  void aPartialThatLostItsBytesWithThePowerIsNotTrusted() throws IOException {
    cache.restart(retries(1, 0));
    cache.network.script(
        TestCache.at(TestCache.FIRST, model.fragmentName(2)),
        Reply.of(fragment(2)).breakingAt(70_000));
    cache.network.withdraw(TestCache.at(TestCache.SECOND, model.fragmentName(2)));
    assertThrows(CacheException.class, () -> cache.ensure(model));
    cache.store.losePower();
    cache.restart(retries(1, 1));
    cache.register(model);
    cache.ensure(model);
    assertArrayEquals(model.bytes(), cache.shown(model));
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

  private void lieAt(String source, Lie lie) {
    cache.network.script(TestCache.at(source, model.fragmentName(1)), lie.of(fragment(1)));
  }

  private byte[] fragment(int number) {
    return Arrays.copyOfRange(model.bytes(), number * PART, (number + 1) * PART);
  }

  private static CacheSettings retries(int parallel, int retries) {
    CacheSettings other = TestCache.SETTINGS;
    return new CacheSettings(
        false,
        parallel,
        other.verify(),
        new CacheSettings.Retry(retries, other.retry().backoff()),
        other.patience(),
        other.quota());
  }
}

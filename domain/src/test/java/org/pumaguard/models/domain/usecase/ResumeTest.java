package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.fake.Reply;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.policy.Parallelism;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Fetcher.Reason;

/** What a fetch that ended too early leaves, and what the next one makes of it. */
class ResumeTest {

  private static final int PART = 100_000;

  private final TestModel model = TestModel.random("m.h5", 3 * PART, 1).fragments(PART, PART, PART);
  private final TestCache cache = TestCache.of(model).restart(retries(1, 1));

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
  void whatAFailedFetchForcedIsUsedAfterAPowerCut() throws IOException {
    failInTheLastFragment();
    cache.store.losePower();
    cache.restart();
    cache.register(model);
    assertEquals(PART - 70_000, cache.ensure(model).bytesFetched());
    assertArrayEquals(model.bytes(), cache.shown(model));
  }

  /** The first fetch after an error of the device sees the bytes, but no force writes them. */
  @Test
  void afterAFailedForceNothingOfThePartialIsUsed() throws IOException {
    failInTheLastFragment();
    cache.restart();
    cache.register(model);
    cache.disk.faults().failNextForce();
    assertThrows(CacheException.class, () -> cache.ensure(model));
    assertEquals(Set.of(), cache.directory().store().partials().contents());
    assertEquals(3L * PART, cache.ensure(model).bytesFetched());
    cache.store.losePower();
    assertArrayEquals(model.bytes(), cache.shown(model));
  }

  private void failInTheLastFragment() throws IOException {
    cache.restart(retries(1, 0));
    cache.network.script(
        TestCache.at(TestCache.FIRST, model.fragmentName(2)),
        Reply.of(fragment(2)).breakingAt(70_000),
        Reply.of(fragment(2)));
    cache.network.script(
        TestCache.at(TestCache.SECOND, model.fragmentName(2)), Reply.failing(Reason.NOT_FOUND));
    assertThrows(CacheException.class, () -> cache.ensure(model));
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

package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.EnsureOutcome;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.api.VerifyResult.Result;
import org.pumaguard.models.domain.fake.Reply;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.policy.VerifyPolicy;
import org.pumaguard.models.domain.port.Progress;

/** A fault of the program that hits one model is the result of that model only. */
class FaultsTest {

  private static final TestModel GOOD = TestModel.of("good.pt", "good");
  private static final TestModel HIT = TestModel.random("hit.pt", 3000, 1).fragments(1000, 2000);
  private static final TestModel LAST = TestModel.of("last.pt", "last");

  static Stream<Error> faults() {
    return Stream.of(
        new UnsatisfiedLinkError("no library"),
        new NoClassDefFoundError("missing"),
        new OutOfMemoryError("heap"),
        new StackOverflowError(),
        new AssertionError("bug"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void fetchesTheOtherModels(Error fault) throws IOException {
    TestCache cache = crashing(fault);
    List<EnsureOutcome> outcomes = cache.cache().ensureAll(List.of());
    assertEquals(
        List.of(true, false, true),
        outcomes.stream().map(outcome -> outcome.ensured().isPresent()).toList());
    CacheException failure = outcomes.get(1).failure().orElseThrow();
    assertEquals(CacheException.Kind.INTERNAL, failure.kind());
    assertEquals("hit.pt: internal error: " + fault, failure.getMessage());
    assertArrayEquals(LAST.bytes(), cache.shown(LAST));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void tellsThatTheModelFailed(Error fault) {
    TestCache cache = crashing(fault);
    cache.cache().ensureAll(List.of());
    List<Progress.Event> failed = cache.progress().events(Progress.Kind.FAILED);
    assertEquals(List.of("hit.pt"), failed.stream().map(event -> event.model().value()).toList());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void tellsOfAFaultBeforeTheFetch(Error fault) {
    TestCache cache = TestCache.of(GOOD, HIT, LAST);
    cache.cache().ensureAll(List.of());
    cache.disk.faults().crashAt(cache.path(HIT), fault);
    cache.restart(TestCache.SETTINGS.withVerify(VerifyPolicy.ALWAYS));
    List<EnsureOutcome> outcomes = cache.cache().ensureAll(List.of());
    assertEquals(
        List.of(true, false, true),
        outcomes.stream().map(outcome -> outcome.ensured().isPresent()).toList());
    List<Progress.Event> failed = cache.progress().events(Progress.Kind.FAILED);
    assertEquals(List.of("hit.pt"), failed.stream().map(event -> event.model().value()).toList());
  }

  @Test
  void oneModelAloneFailsAsInternal() {
    TestCache cache = crashing(new NoClassDefFoundError("missing"));
    CacheException failure = assertThrows(CacheException.class, () -> cache.ensure(HIT));
    assertEquals(CacheException.Kind.INTERNAL, failure.kind());
  }

  @Test
  void aLaterRunFetchesIt() throws IOException {
    TestCache cache = crashing(new OutOfMemoryError("heap"));
    cache.cache().ensureAll(List.of());
    cache.register(GOOD, HIT, LAST).restart();
    cache.ensure(HIT);
    assertArrayEquals(HIT.bytes(), cache.shown(HIT));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void verifiesTheOtherModels(Error fault) {
    TestCache cache = TestCache.of(GOOD, HIT, LAST);
    cache.cache().ensureAll(List.of());
    cache.disk.faults().crashAt(cache.path(HIT), fault);
    List<VerifyResult> results = cache.cache().verify(List.of());
    assertEquals(
        List.of(Result.OK, Result.FAILED, Result.OK),
        results.stream().map(VerifyResult::result).toList());
    CacheException failure = results.get(1).failure().orElseThrow();
    assertEquals(CacheException.Kind.INTERNAL, failure.kind());
    assertSame(fault, failure.getCause());
    assertEquals(1, cache.progress().events(Progress.Kind.FAILED).size());
  }

  @Test
  void repairsTheOtherModels() throws IOException {
    TestCache cache = TestCache.of(GOOD, HIT, LAST);
    cache.cache().ensureAll(List.of());
    cache.disk.write(cache.path(HIT), new byte[3000]);
    cache.disk.write(cache.path(LAST), new byte[4]);
    crash(cache, new OutOfMemoryError("heap"));
    List<VerifyResult> results = cache.cache().repair(List.of());
    assertEquals(
        List.of(Result.OK, Result.DAMAGED, Result.REPAIRED),
        results.stream().map(VerifyResult::result).toList());
    assertEquals(CacheException.Kind.INTERNAL, results.get(1).failure().orElseThrow().kind());
  }

  private static TestCache crashing(Error fault) {
    TestCache cache = TestCache.of(GOOD, HIT, LAST);
    crash(cache, fault);
    return cache;
  }

  private static void crash(TestCache cache, Error fault) {
    for (String source : List.of(TestCache.FIRST, TestCache.SECOND)) {
      cache.network.script(TestCache.at(source, HIT.fragmentName(1)), Reply.crashing(fault));
    }
  }
}

package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheException.Kind;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.api.EnsureOutcome;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.fake.Reply;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Progress;

/** Making models available: hits, misses, calls at once, and failures that stop no other model. */
class EnsureTest {

  private final TestModel a = TestModel.of("a.pt", "mountain lion");
  private final TestModel b = TestModel.of("b.pt", "bobcat");
  private final TestCache cache = TestCache.of(a, b);

  @Test
  void aMissFetchesStoresAndShowsTheModel() throws IOException {
    EnsureResult result = cache.ensure(a);
    assertArrayEquals(a.bytes(), cache.shown(a));
    assertEquals(cache.path(a), result.path());
    assertEquals(a.bytes().length, result.bytesFetched());
    assertTrue(cache.isStored(a.sha256()));
    assertEquals(1, cache.progress().events(Progress.Kind.FINISHED).size());
    assertFalse(cache.locks.isAnyHeld());
  }

  @Test
  void aHitAsksNoSourceAndChangesNothing() {
    cache.ensure(a);
    cache.restart();
    cache.network.forgetRequests();
    long steps = cache.disk.faults().steps();
    int writes = cache.records.writes();
    assertEquals(0, cache.ensure(a).bytesFetched());
    assertEquals(List.of(), cache.network.requests());
    assertEquals(steps, cache.disk.faults().steps());
    assertEquals(writes, cache.records.writes());
  }

  @Test
  void aHitNeedsNoWriting() {
    cache.ensure(a);
    cache.disk.faults().makeReadOnly(cache.store.directory());
    cache.records.makeReadOnly();
    cache.restart();
    assertEquals(cache.path(a), cache.ensure(a).path());
  }

  @Test
  void aHitNeedsNoLocks() {
    cache.ensure(a);
    cache.locks.fail();
    assertEquals(cache.path(a), cache.ensure(a).path());
  }

  @Test
  void anUnknownModelFetchesNothing() {
    CacheException failure =
        assertThrows(
            CacheException.class,
            () -> cache.cache().ensureAll(List.of(a.name(), ModelName.parse("other.pt"))));
    assertEquals(Kind.UNKNOWN_MODEL, failure.kind());
    assertEquals(List.of(), cache.network.requests());
  }

  @Test
  void oneThatFailsDoesNotStopTheOthers() throws IOException {
    for (String source : List.of(TestCache.FIRST, TestCache.SECOND)) {
      cache.network.withdraw(TestCache.at(source, "a.pt"));
    }
    List<EnsureOutcome> outcomes = cache.cache().ensureAll(List.of());
    assertEquals(Optional.of(Kind.NOT_FOUND), outcomes.get(0).failure().map(CacheException::kind));
    assertEquals(Optional.empty(), outcomes.get(1).failure());
    assertArrayEquals(b.bytes(), cache.shown(b));
    assertFalse(cache.disk.exists(cache.path(a)));
  }

  @Test
  void modelsOfTheSameContentAreFetchedOnceAndStoredOnce() throws IOException {
    TestModel twin = TestModel.of("twin.pt", a.bytes());
    cache.register(a, twin);
    cache.cache().ensureAll(List.of());
    assertEquals(1, cache.network.requests().size());
    assertEquals(cache.disk.fingerprint(cache.path(a)), cache.disk.fingerprint(cache.path(twin)));
  }

  @Test
  void callsAtOnceShareOneFetch() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch open = new CountDownLatch(1);
    cache.network.script(
        TestCache.at(TestCache.FIRST, "a.pt"), Reply.of(a.bytes()).waitingFor(asked, open));
    Caller<EnsureResult> first = Caller.of(() -> cache.ensure(a));
    asked.await();
    Caller<EnsureResult> second = Caller.of(() -> cache.ensure(a)).blocked();
    open.countDown();
    assertEquals(first.result().path(), second.result().path());
    assertEquals(1, cache.network.requests().size());
  }

  @Test
  void interruptionStopsAFetchWithoutOtherCallers() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch open = new CountDownLatch(1);
    cache.network.script(
        TestCache.at(TestCache.FIRST, "a.pt"), Reply.of(a.bytes()).waitingFor(asked, open));
    Caller<EnsureResult> caller = Caller.of(() -> cache.ensure(a));
    asked.await();
    caller.interrupt();
    CacheException failure = assertInstanceOf(CacheException.class, caller.failure());
    assertEquals(Kind.INTERRUPTED, failure.kind());
    assertFalse(cache.disk.exists(cache.path(a)));
    cache.network.publish(TestCache.at(TestCache.FIRST, "a.pt"), a.bytes());
    assertEquals(cache.path(a), cache.ensure(a).path());
  }

  @Test
  void anInterruptedCallerLeavesTheFetchToTheOther() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch open = new CountDownLatch(1);
    cache.network.script(
        TestCache.at(TestCache.FIRST, "a.pt"), Reply.of(a.bytes()).waitingFor(asked, open));
    Caller<EnsureResult> first = Caller.of(() -> cache.ensure(a));
    asked.await();
    Caller<EnsureResult> second = Caller.of(() -> cache.ensure(a)).blocked();
    first.interrupt();
    assertInstanceOf(CacheException.class, first.failure());
    open.countDown();
    assertEquals(cache.path(a), second.result().path());
    assertEquals(1, cache.network.requests().size());
  }

  @Test
  void offlineAsksNoSource() {
    cache.restart(offline());
    CacheException failure = assertThrows(CacheException.class, () -> cache.ensure(a));
    assertEquals(Kind.OFFLINE, failure.kind());
    assertEquals(List.of(), cache.network.requests());
  }

  @Test
  void aHitIsServedOffline() {
    cache.ensure(a);
    cache.restart(offline());
    assertEquals(cache.path(a), cache.ensure(a).path());
  }

  @Test
  void aDirectoryInTheWayStaysAndNothingIsFetched() throws IOException {
    cache.disk.makeDirectory(cache.path(a));
    CacheException failure = assertThrows(CacheException.class, () -> cache.ensure(a));
    assertEquals(Kind.STORAGE, failure.kind());
    assertTrue(cache.disk.isDirectory(cache.path(a)));
    assertEquals(List.of(), cache.network.requests());
  }

  @Test
  void aFileOfTheUserWithTheRightBytesIsAdopted() throws IOException {
    cache.disk.write(cache.path(a), a.bytes());
    assertEquals(0, cache.ensure(a).bytesFetched());
    assertTrue(cache.isStored(a.sha256()));
    assertEquals(
        cache.disk.fingerprint(cache.path(a)),
        cache.disk.fingerprint(cache.store.blob(a.sha256())));
  }

  @Test
  void aFileOfTheUserWithOtherBytesIsKeptAside() throws IOException {
    cache.disk.writeText(cache.path(a), "precious");
    cache.ensure(a);
    assertArrayEquals(a.bytes(), cache.shown(a));
    assertTrue(
        cache.disk.tree(cache.store.directory()).stream()
            .filter(path -> !cache.disk.isDirectory(path))
            .anyMatch(path -> reads(path, "precious")));
  }

  @Test
  void failsWithLockedIfTheHolderMakesNoProgress() throws IOException {
    CacheLock.Key key = CacheLock.Key.of(a.sha256());
    assertTrue(cache.locks.tryAcquire(key, CacheLock.Mode.EXCLUSIVE).isPresent());
    CacheException failure = assertThrows(CacheException.class, () -> cache.ensure(a));
    assertEquals(Kind.LOCKED, failure.kind());
    assertEquals(List.of(), cache.network.requests());
  }

  @Test
  void aFullDiskFailsAndShowsNothing() {
    cache.disk.faults().capacity(5);
    CacheException failure = assertThrows(CacheException.class, () -> cache.ensure(a));
    assertEquals(Kind.STORAGE, failure.kind());
    assertFalse(cache.disk.exists(cache.path(a)));
    cache.disk.faults().capacity(1000);
    assertEquals(cache.path(a), cache.ensure(a).path());
  }

  @Test
  void aRefusalIsTold() {
    for (String source : List.of(TestCache.FIRST, TestCache.SECOND)) {
      cache.network.script(TestCache.at(source, "a.pt"), Reply.failing(Fetcher.Reason.FORBIDDEN));
    }
    CacheException failure = assertThrows(CacheException.class, () -> cache.ensure(a));
    assertEquals(Kind.UNAVAILABLE, failure.kind());
    assertEquals(1, cache.progress().events(Progress.Kind.FAILED).size());
  }

  private boolean reads(Path path, String text) {
    try {
      return cache.disk.readText(path).equals(text);
    } catch (IOException e) {
      return false;
    }
  }

  private static CacheSettings offline() {
    CacheSettings online = TestCache.SETTINGS;
    return new CacheSettings(
        true,
        online.parallel(),
        online.verify(),
        online.retry(),
        online.patience(),
        online.quota());
  }
}

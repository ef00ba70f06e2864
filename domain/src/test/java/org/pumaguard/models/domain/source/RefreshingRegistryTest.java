package org.pumaguard.models.domain.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.RegistryState;
import org.pumaguard.models.domain.fake.Reply;
import org.pumaguard.models.domain.fake.SettableClock;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.Fetcher;

/** A registry that is read again: by whom it is waited for, and what is in force meanwhile. */
@Timeout(20)
class RefreshingRegistryTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final RegistrySource source = new RegistrySource(true);
  private final AtomicLong nanos = new AtomicLong();
  private final RefreshingRegistry registry = open(source);

  @Test
  void theFirstCallsShareOneReading() throws InterruptedException {
    SourceRegistry read = source.fallSilent("a.pt");
    List<Caller<SourceRegistry>> callers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      callers.add(Caller.of(registry::get).blocked());
    }
    source.answered.countDown();
    for (Caller<SourceRegistry> caller : callers) {
      assertEquals(read, caller.result());
    }
    assertEquals(1, source.fetcher.requests().size());
  }

  @Test
  void whatIsNotReadYetIsNotAwaited() throws InterruptedException {
    source.fallSilent("a.pt");
    Caller<SourceRegistry> caller = Caller.of(registry::get);
    source.asked.await();
    CacheException e = assertThrows(CacheException.class, registry::getNow);
    assertEquals("the registry memory://host/registry has not been read yet", e.getMessage());
    assertEquals("refresh the registry, or ensure a model once", e.hint().text());
    caller.interrupt();
  }

  @Test
  void theCopyOfAnEarlierRunIsUsedAtOnce() {
    SourceRegistry kept = source.keep("a.pt");
    source.fallSilent();
    assertEquals(kept, registry.getNow());
    assertEquals(List.of(), source.fetcher.requests());
  }

  @Test
  void theReadingEndsWithItsLastCaller() throws InterruptedException {
    source.fallSilent("a.pt");
    Caller<SourceRegistry> first = Caller.of(registry::get);
    source.asked.await();
    Caller<Boolean> second = Caller.of(registry::refresh).blocked();
    first.interrupt();
    assertEquals(CacheException.Kind.INTERRUPTED, kind(first.failure()));
    assertEquals(1, source.answered.getCount(), "the second caller waits");
    second.interrupt();
    assertEquals(CacheException.Kind.INTERRUPTED, kind(second.failure()));
    source.answered.await(); // Opened by the cancellation.
    assertInstanceOf(RegistryState.Pending.class, registry.state());
  }

  @Test
  void aRefreshTellsWhetherSomethingChanged() {
    SourceRegistry first = source.publish("a.pt");
    assertEquals(first, registry.get());
    assertFalse(registry.refresh());
    assertSame(registry.get(), registry.getNow());
    SourceRegistry second = source.publish("a.pt", "b.pt");
    assertEquals(first, registry.get(), "not before it is refreshed");
    assertTrue(registry.refresh());
    assertEquals(second, registry.get());
  }

  @Test
  void anEqualRegistryKeepsItsIdentity() {
    source.keep("a.pt");
    SourceRegistry copy = registry.getNow();
    assertSame(copy, registry.get());
    registry.refresh();
    assertSame(copy, registry.get());
  }

  @Test
  void anOldRegistryIsReadAgainInTheBackground() throws InterruptedException {
    SourceRegistry first = source.publish("a.pt");
    registry.get();
    SourceRegistry second = source.fallSilent("b.pt");
    nanos.addAndGet(HOUR.toNanos() - 1);
    assertEquals(first, registry.get());
    assertEquals(1, source.fetcher.requests().size());
    nanos.addAndGet(1);
    assertEquals(first, registry.getNow());
    assertEquals(1, source.fetcher.requests().size(), "this call does not start a reading");
    assertEquals(first, registry.get(), "this one does, and does not wait");
    source.asked.await();
    assertEquals(first, registry.get());
    source.answered.countDown();
    await(second);
    assertEquals(2, source.fetcher.requests().size());
  }

  @Test
  void anOutageCostsOneWarning() {
    SourceRegistry kept = source.keep("a.pt");
    source.fetcher.script(RegistrySource.PLACE, Reply.failing(Fetcher.Reason.UNREACHABLE));
    for (int i = 0; i < 3; i++) {
      assertEquals(kept, registry.get());
      CacheException e = assertThrows(CacheException.class, registry::refresh);
      assertEquals(CacheException.Kind.UNAVAILABLE, e.kind());
    }
    assertEquals(1, source.progress.warnings().size(), source.progress.warnings()::toString);
    source.publish("a.pt");
    assertFalse(registry.refresh());
    source.fetcher.script(RegistrySource.PLACE, Reply.failing(Fetcher.Reason.UNREACHABLE));
    assertThrows(CacheException.class, registry::refresh);
    assertEquals(2, source.progress.warnings().size(), "another outage");
  }

  @Test
  void afterAnOutageItIsReadAgainInAMinute() {
    source.keep("a.pt");
    source.fetcher.script(RegistrySource.PLACE, Reply.failing(Fetcher.Reason.UNREACHABLE));
    registry.get();
    SourceRegistry changed = source.publish("b.pt");
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    registry.get();
    await(changed);
    assertInstanceOf(RegistryState.Current.class, registry.state());
  }

  @Test
  void anInvalidRegistryLeavesTheLastOneInForce() {
    SourceRegistry last = source.publish("a.pt");
    registry.get();
    source.publishNonsense();
    for (int i = 0; i < 3; i++) {
      CacheException e = assertThrows(CacheException.class, registry::refresh);
      assertEquals(CacheException.Kind.REGISTRY, e.kind());
      assertEquals(last, registry.get());
    }
    assertEquals(1, source.progress.warnings().size(), source.progress.warnings()::toString);
    String warning = source.progress.warnings().get(0);
    assertTrue(warning.startsWith("the registry was not refreshed: memory://host/"), warning);
    assertTrue(warning.endsWith("; the last one stays in use"), warning);
  }

  @Test
  void anInvalidRegistryLeavesTheCopyInForce() {
    SourceRegistry kept = source.keep("a.pt");
    source.publishNonsense();
    assertEquals(kept, registry.get());
    assertInstanceOf(RegistryState.Copied.class, registry.state());
    assertEquals(1, source.progress.warnings().size(), source.progress.warnings()::toString);
  }

  @Test
  void withoutACopyEachCallTriesAgain() {
    source.fetcher.script(RegistrySource.PLACE, Reply.failing(Fetcher.Reason.UNREACHABLE));
    CacheException first = assertThrows(CacheException.class, registry::get);
    CacheException now = assertThrows(CacheException.class, registry::getNow);
    assertEquals(first.getMessage(), now.getMessage());
    assertEquals(CacheException.Kind.UNAVAILABLE, now.kind());
    SourceRegistry read = source.publish("a.pt");
    assertEquals(read, registry.get());
    assertEquals(List.of(), source.progress.warnings());
  }

  @Test
  void closingEndsTheReading() throws InterruptedException {
    source.fallSilent("a.pt");
    Caller<SourceRegistry> caller = Caller.of(registry::get);
    source.asked.await();
    registry.close();
    assertEquals(CacheException.Kind.CLOSED, kind(caller.failure()));
    assertEquals(
        CacheException.Kind.CLOSED, assertThrows(CacheException.class, registry::get).kind());
  }

  @Test
  void aFaultOfAReaderIsAFailure() {
    RefreshingRegistry faulty =
        new RefreshingRegistry(
            loader -> {
              throw new IllegalStateException("a fault");
            },
            source.loader(),
            HOUR,
            source.progress,
            new SettableClock(Instant.EPOCH));
    CacheException e = assertThrows(CacheException.class, faulty::get);
    assertEquals(CacheException.Kind.INTERNAL, e.kind());
  }

  @Test
  void aLocalRegistryIsReadByEachKindOfCall() {
    RegistrySource disk = new RegistrySource(false);
    RefreshingRegistry local = open(disk);
    SourceRegistry first = disk.publish("a.pt");
    assertEquals(first, local.getNow());
    SourceRegistry second = disk.publish("b.pt");
    assertEquals(first, local.getNow(), "as last read");
    assertTrue(local.refresh());
    assertEquals(second, local.getNow());
    disk.publishNonsense();
    assertThrows(CacheException.class, local::refresh);
    assertEquals(second, local.get());
  }

  private RefreshingRegistry open(RegistrySource of) {
    return new RefreshingRegistry(
        loader -> loader.load(RegistrySource.PLACE, false),
        of.loader(RegistrySource.SHORT),
        HOUR,
        of.progress,
        new SettableClock(Instant.EPOCH),
        nanos::get);
  }

  private void await(SourceRegistry expected) {
    while (!registry.getNow().equals(expected)) {
      LockSupport.parkNanos(100_000);
    }
  }

  private static CacheException.Kind kind(Throwable failure) {
    return assertInstanceOf(CacheException.class, failure).kind();
  }
}

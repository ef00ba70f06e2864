package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.api.EnsureHandle;
import org.pumaguard.models.domain.api.ModelStatus;
import org.pumaguard.models.domain.fake.Reply;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.model.Compression;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.policy.Backoff;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Progress.Event;
import org.pumaguard.models.domain.port.Progress.Kind;
import org.pumaguard.models.domain.port.Progress.Work;
import org.pumaguard.models.domain.port.Progress.WorkKind;

/** What a listener is told of fetches and of other work, and which sizes are remembered. */
@Timeout(20)
class ProgressTest {

  private static final int BYTES = 470;

  private final TestModel model =
      TestModel.random("m.h5", BYTES, 1).fragments(100, 100, 100, 100, 70).unsized();
  private final TestCache cache = TestCache.of(model);
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch open = new CountDownLatch(1);

  @Test
  void theTotalIsEstimatedUntilAllLengthsAreKnown() throws Exception {
    stall(4);
    EnsureHandle handle = cache.cache().ensureAsync("m.h5");
    asked.await();
    while (handle.bytes() < 400) {
      assertFalse(Thread.currentThread().isInterrupted(), "in time");
      Thread.onSpinWait();
    }
    assertEquals(OptionalLong.of(450), handle.total());
    assertTrue(handle.isTotalEstimated());
    open.countDown();
    handle.join();
    assertEquals(OptionalLong.of(BYTES), handle.total());
    assertFalse(handle.isTotalEstimated());
    for (Event event : cache.progress().events()) {
      assertTrue(event.total().orElse(BYTES) >= event.bytes().orElse(0), event::text);
      assertEquals(5, event.amount().orElseThrow().fragments());
    }
  }

  @Test
  void anEventOfAFragmentCountsTheModel() {
    cache.ensure(model);
    List<Event> verified = cache.progress().events(Kind.VERIFIED);
    assertEquals(
        BYTES, verified.stream().mapToLong(event -> event.fragmentBytes().orElseThrow()).sum());
    Event last = cache.progress().events(Kind.FINISHED).get(0);
    assertEquals(5, last.amount().orElseThrow().fragmentsDone());
    assertEquals(OptionalLong.of(BYTES), last.bytes());
    assertTrue(verified.stream().anyMatch(event -> event.bytes().orElseThrow() > 100));
  }

  @Test
  void aRetryTellsItsDelayAndItsReason() {
    Duration asks = Duration.ofMillis(1);
    Reply busy = Reply.failing(Fetcher.Reason.BUSY).retryAfter(asks);
    cache.registerAt(List.of(TestCache.FIRST), model);
    String name = model.fragmentName(0);
    byte[] bytes = Objects.requireNonNull(model.published().get(name));
    cache.network.script(TestCache.at(TestCache.FIRST, name), busy, Reply.of(bytes));
    cache.restart(
        TestCache.SETTINGS.withRetry(
            new CacheSettings.Retry(2, new Backoff(Duration.ZERO, Duration.ZERO, asks))));
    cache.ensure(model);
    Event retry = cache.progress().events(Kind.RETRY).get(0);
    assertEquals(Optional.of(asks), retry.delay());
    assertFalse(retry.reason().orElseThrow().isEmpty());
    assertEquals(Optional.of(TestCache.FIRST), retry.source());
  }

  @Test
  void aChangeOfSourceTellsItsReason() {
    cache.network.script(
        TestCache.at(TestCache.FIRST, model.fragmentName(0)),
        Reply.failing(Fetcher.Reason.NOT_FOUND));
    cache.ensure(model);
    Event change = cache.progress().events(Kind.SOURCE_SWITCHED).get(0);
    assertEquals(Optional.of(TestCache.SECOND), change.source());
    assertFalse(change.reason().orElseThrow().isEmpty());
  }

  @Test
  void aCancelledFetchEndsWithAFailure() throws Exception {
    stall(0);
    EnsureHandle handle = cache.cache().ensureAsync("m.h5");
    asked.await();
    handle.cancel();
    assertThrows(CacheException.class, handle::join);
    assertEquals(Optional.of("cancelled"), awaitFailure().reason());
  }

  @Test
  void aClosedCacheEndsItsFetchWithAFailure() throws Exception {
    stall(0);
    EnsureHandle handle = cache.cache().ensureAsync("m.h5");
    asked.await();
    cache.cache().close();
    assertThrows(CacheException.class, handle::join);
    assertEquals(Optional.of("the cache is closed"), awaitFailure().reason());
  }

  @Test
  void anUndeclaredExceptionOfAnAdapterEndsTheFetchWithAFailure() {
    for (String source : List.of(TestCache.FIRST, TestCache.SECOND)) {
      cache.network.script(
          TestCache.at(source, model.fragmentName(1)),
          Reply.of(new byte[100]).gated(cancellation -> throwUnchecked(new Exception("adapter"))));
    }
    assertThrows(CacheException.class, () -> cache.ensure(model));
    assertEquals(1, cache.progress().events(Kind.STARTED).size());
    assertEquals(1, cache.progress().events(Kind.FAILED).size());
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> void throwUnchecked(Throwable failure) throws E {
    throw (E) failure;
  }

  @Test
  void aVerificationIsWork() throws IOException {
    cache.ensure(model);
    cache.restart();
    cache.cache().verify(List.of());
    assertEquals(Work.of(WorkKind.VERIFY, model.name(), BYTES, BYTES), last(WorkKind.VERIFY));
    assertEquals(List.of(), cache.progress().events(Kind.PROGRESS));
    cache.restart();
    cache.disk.write(cache.path(model), model.bytes());
    cache.ensure(model);
    assertEquals(Work.of(WorkKind.VERIFY, model.name(), BYTES, BYTES), last(WorkKind.VERIFY));
    assertEquals(List.of(), cache.progress().events(Kind.PROGRESS));
  }

  @Test
  void theAssembledModelIsVerified() {
    cache.ensure(model);
    assertEquals(Work.of(WorkKind.VERIFY, model.name(), BYTES, BYTES), last(WorkKind.VERIFY));
  }

  @Test
  void aBundleIsWork() throws IOException {
    Path folder = Path.of("/media/usb");
    Path bundle = folder.resolve("b.tar");
    cache.disk.makeDirectory(folder);
    cache.ensure(model);
    cache.restart();
    cache.bundler().create(bundle, List.of());
    assertEquals(Work.of(WorkKind.BUNDLE, model.name(), BYTES, BYTES), last(WorkKind.BUNDLE));
    assertEquals(List.of(), cache.progress().events(Kind.STARTED));
    cache.cache().clear(List.of(), false);
    cache.restart();
    cache.bundler().importFrom(bundle);
    assertEquals(Work.of(WorkKind.IMPORT, model.name(), BYTES, BYTES), last(WorkKind.IMPORT));
    assertEquals(List.of(), cache.progress().events());
  }

  @Test
  void aRemovalCountsItsItems() {
    cache.ensure(model);
    cache.cache().clear(List.of(), true);
    assertEquals(List.of(), cache.progress().works(WorkKind.REMOVE));
    cache.cache().clear(List.of(), false);
    assertEquals(
        List.of(1L, 2L), cache.progress().works(WorkKind.REMOVE).stream().map(Work::done).toList());
    assertEquals(OptionalLong.of(2), last(WorkKind.REMOVE).total());
  }

  @Test
  void theSizeOfARemovedModelIsKnown() {
    cache.ensure(model);
    cache.cache().clear(List.of(), false);
    cache.restart();
    ModelStatus status = cache.cache().status(model.name());
    assertEquals(ModelState.MISSING, status.state());
    assertEquals(OptionalLong.of(BYTES), status.size());
    assertFalse(status.isSizeEstimated());
    cache.ensure(model);
    Event started = cache.progress().events(Kind.STARTED).get(0);
    assertEquals(OptionalLong.of(BYTES), started.total());
    assertFalse(started.estimated());
  }

  @Test
  void theSizeOfAnUnfinishedModelIsEstimated() {
    for (String source : List.of(TestCache.FIRST, TestCache.SECOND)) {
      cache.network.script(
          TestCache.at(source, model.fragmentName(4)), Reply.failing(Fetcher.Reason.NOT_FOUND));
    }
    assertThrows(CacheException.class, () -> cache.ensure(model));
    cache.restart();
    ModelStatus status = cache.cache().status(model.name());
    assertEquals(ModelState.PARTIAL, status.state());
    assertEquals(OptionalLong.of(450), status.size());
    assertTrue(status.isSizeEstimated());
  }

  @Test
  void anErrorPageLeavesNoSize() {
    TestModel file = TestModel.random("f.pt", 300, 2).unsized();
    cache.register(file);
    for (String source : List.of(TestCache.FIRST, TestCache.SECOND)) {
      cache.network.publish(
          TestCache.at(source, "f.pt"), "<html>sign in".getBytes(StandardCharsets.UTF_8));
    }
    assertThrows(CacheException.class, () -> cache.ensure(file));
    assertEquals(OptionalLong.empty(), cache.cache().status(file.name()).size());
  }

  @Test
  void theTotalOfACompressedModelIsThatOfItsFile() {
    TestModel packed = TestModel.random("p.pt", 300, 2).compressed(Compression.GZ).unsized();
    cache.register(packed);
    cache.ensure(packed);
    long published = Objects.requireNonNull(packed.published().values().iterator().next()).length;
    Event finished = cache.progress().events(Kind.FINISHED).get(0);
    assertEquals(OptionalLong.of(published), finished.total());
    assertEquals(OptionalLong.of(published), finished.bytes());
    cache.cache().clear(List.of(), false);
    assertEquals(OptionalLong.of(300), cache.cache().status(packed.name()).size());
  }

  @Test
  void sizesThatNothingNeedsAreForgotten() {
    cache.ensure(model);
    cache.cache().clear(List.of(), false);
    TestModel other = TestModel.random("o.pt", 30, 3).unsized();
    cache.register(other).restart();
    cache.ensure(other);
    cache.register(model).restart();
    assertEquals(OptionalLong.empty(), cache.cache().status(model.name()).size());
  }

  @Test
  void aHitWritesNothing() {
    cache.ensure(model);
    cache.restart();
    int writes = cache.records.writes();
    cache.ensure(model);
    cache.cache().list();
    assertEquals(writes, cache.records.writes());
  }

  private Work last(WorkKind kind) {
    List<Work> works = cache.progress().works(kind);
    return works.get(works.size() - 1);
  }

  /** The thread of the fetch ends after the call. */
  private Event awaitFailure() {
    while (cache.progress().events(Kind.FAILED).isEmpty()) {
      assertFalse(Thread.currentThread().isInterrupted(), "in time");
      Thread.onSpinWait();
    }
    assertEquals(1, cache.progress().events(Kind.STARTED).size());
    return cache.progress().events(Kind.FAILED).get(0);
  }

  private void stall(int fragment) {
    String name = model.fragmentName(fragment);
    byte[] bytes = Objects.requireNonNull(model.published().get(name));
    cache.network.script(
        TestCache.at(TestCache.FIRST, name), Reply.of(bytes).waitingFor(asked, open));
  }
}

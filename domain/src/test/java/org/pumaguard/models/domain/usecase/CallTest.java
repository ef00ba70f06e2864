package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheException.Kind;
import org.pumaguard.models.domain.api.CallOptions;
import org.pumaguard.models.domain.api.EnsureHandle;
import org.pumaguard.models.domain.fake.RecordingProgress;
import org.pumaguard.models.domain.fake.Reply;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.port.Progress;

/** Calls with a deadline or a listener of their own, and calls in the background. */
@Timeout(20)
class CallTest {

  private static final CallOptions NO_PATIENCE =
      CallOptions.DEFAULT.withDeadline(Duration.ofMillis(1));

  private final TestModel model = TestModel.of("a.pt", "mountain lion");
  private final TestModel other = TestModel.of("b.pt", "bobcat");
  private final TestCache cache = TestCache.of(model, other);
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch open = new CountDownLatch(1);

  @Test
  void aModelIsMadeAvailableInTheBackground() throws Exception {
    stall();
    EnsureHandle handle = cache.cache().ensureAsync("a.pt");
    CompletableFuture<Path> followed = handle.completion().toCompletableFuture();
    asked.await();
    assertFalse(handle.isDone());
    open.countDown();
    assertEquals(cache.path(model), handle.join());
    assertEquals(cache.path(model), followed.get(10, TimeUnit.SECONDS));
    assertTrue(handle.isDone());
    assertEquals(model.bytes().length, handle.bytes());
    assertEquals(OptionalLong.of(model.bytes().length), handle.total());
  }

  @Test
  void aFailureIsThatOfTheStageAndOfEachCaller() {
    EnsureHandle handle = cache.cache().ensureAsync("unknown.pt");
    CacheException first = assertThrows(CacheException.class, handle::join);
    CacheException second = assertThrows(CacheException.class, handle::join);
    assertEquals(Kind.UNKNOWN_MODEL, first.kind());
    assertNotSame(first, second);
    ExecutionException seen =
        assertThrows(
            ExecutionException.class, () -> handle.completion().toCompletableFuture().get());
    assertInstanceOf(CacheException.class, seen.getCause());
    Object received =
        handle.completion().handle((path, failure) -> failure).toCompletableFuture().join();
    assertInstanceOf(CacheException.class, received);
  }

  @Test
  void aHandleCountsTheBytesOnDisk() throws Exception {
    TestModel parts = TestModel.random("c.pt", 100, 1).fragments(60, 40);
    cache.register(model, other, parts);
    String last = parts.published().keySet().stream().sorted().reduce((a, b) -> b).orElseThrow();
    byte[] bytes = Objects.requireNonNull(parts.published().get(last));
    cache.network.script(
        TestCache.at(TestCache.FIRST, last), Reply.of(bytes).waitingFor(asked, open));
    EnsureHandle handle = cache.cache().ensureAsync("c.pt");
    asked.await();
    while (handle.bytes() < 60) {
      Thread.onSpinWait();
    }
    assertEquals(60, handle.bytes());
    open.countDown();
    assertEquals(cache.path(parts), handle.join());
    assertEquals(100, handle.bytes());
  }

  @Test
  void aListenerMayNotWaitForACallInTheBackground() {
    List<CacheException> refused = new CopyOnWriteArrayList<>();
    Progress waiting =
        new Progress() {
          @Override
          public void on(Event event) {
            refused.add(
                assertThrows(CacheException.class, () -> cache.cache().ensureAsync("a.pt").join()));
          }

          @Override
          public void warn(String message) {}
        };
    cache.cache().ensured(model.model().name(), CallOptions.DEFAULT.withProgress(waiting));
    assertFalse(refused.isEmpty());
    assertEquals(Kind.INTERNAL, refused.get(0).kind());
  }

  @Test
  void aListenerOfAnotherLanguageMayThrowAnything() {
    Progress broken =
        new Progress() {
          @Override
          public void on(Event event) {
            throwUnchecked(new IOException("listener"));
          }

          @Override
          public void warn(String message) {}
        };
    CallOptions options = CallOptions.DEFAULT.withProgress(broken);
    assertEquals(cache.path(model), cache.cache().ensured(model.model().name(), options).path());
  }

  @Test
  void aLongDeadlineIsAsGoodAsNone() {
    CallOptions patient = CallOptions.DEFAULT.withDeadline(Duration.ofSeconds(Long.MAX_VALUE));
    assertEquals(cache.path(model), cache.cache().ensured(model.model().name(), patient).path());
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> void throwUnchecked(Throwable failure) throws E {
    throw (E) failure;
  }

  @Test
  void cancellingEndsTheFetchIfNobodyElseWaits() throws Exception {
    stall();
    EnsureHandle handle = cache.cache().ensureAsync("a.pt");
    asked.await();
    handle.cancel();
    CacheException cancelled = assertThrows(CacheException.class, handle::join);
    assertEquals(Kind.INTERRUPTED, cancelled.kind());
    assertEquals("a.pt: cancelled", cancelled.getMessage());
    // The fetch that was cancelled left the slot and the locks: another call is not in its way.
    assertEquals(cache.path(other), cache.ensure(other).path());
  }

  @Test
  void cancellingOneCallLeavesTheOthers() throws Exception {
    stall();
    EnsureHandle one = cache.cache().ensureAsync("a.pt");
    asked.await();
    EnsureHandle two = cache.cache().ensureAsync("a.pt");
    one.cancel();
    assertThrows(CacheException.class, one::join);
    open.countDown();
    assertEquals(cache.path(model), two.join());
  }

  @Test
  void aDeadlineEndsThisCallAlone() throws Exception {
    stall();
    EnsureHandle patient = cache.cache().ensureAsync("a.pt");
    asked.await();
    CacheException late =
        assertThrows(
            CacheException.class, () -> cache.cache().ensured(model.model().name(), NO_PATIENCE));
    assertEquals(Kind.UNAVAILABLE, late.kind());
    assertTrue(late.mayRetry());
    assertTrue(
        String.valueOf(late.getMessage()).startsWith("a.pt: not available within "),
        late::getMessage);
    EnsureHandle impatient = cache.cache().ensureAsync(model.model().name(), NO_PATIENCE);
    assertEquals(Kind.UNAVAILABLE, assertThrows(CacheException.class, impatient::join).kind());
    open.countDown();
    assertEquals(cache.path(model), patient.join());
  }

  @Test
  void aDeadlineDoesNotMatterToACachedModel() {
    cache.ensure(model);
    assertEquals(
        cache.path(model), cache.cache().ensured(model.model().name(), NO_PATIENCE).path());
  }

  @Test
  void aListenerHearsTheModelOfItsCall() {
    RecordingProgress listener = new RecordingProgress();
    cache.cache().ensured(model.model().name(), CallOptions.DEFAULT.withProgress(listener));
    cache.ensure(other);
    assertEquals(1, listener.events(Progress.Kind.FINISHED).size());
    assertEquals(2, cache.progress().events(Progress.Kind.FINISHED).size());
  }

  @Test
  void aListenerThatThrowsHarmsNothing() {
    Progress broken =
        new Progress() {
          @Override
          public void on(Event event) {
            throw new IllegalStateException("listener");
          }

          @Override
          public void warn(String message) {
            throw new IllegalStateException("listener");
          }
        };
    CallOptions options = CallOptions.DEFAULT.withProgress(broken);
    assertEquals(cache.path(model), cache.cache().ensured(model.model().name(), options).path());
    assertEquals(1, cache.progress().events(Progress.Kind.FINISHED).size());
  }

  private void stall() {
    cache.network.script(
        TestCache.at(TestCache.FIRST, "a.pt"), Reply.of(model.bytes()).waitingFor(asked, open));
  }
}

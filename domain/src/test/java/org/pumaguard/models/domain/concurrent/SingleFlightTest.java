package org.pumaguard.models.domain.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.Cancellation;

class SingleFlightTest {

  private static final int MANY = 16;

  private final SingleFlight<String, Integer> flights =
      new SingleFlight<>(work -> Caller.running(work::run));
  private final AtomicInteger runs = new AtomicInteger();
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final CompletableFuture<Integer> result = new CompletableFuture<>();

  @Test
  void startsAgainAfterARejectedStart() throws InterruptedException {
    AtomicInteger starts = new AtomicInteger();
    SingleFlight<String, Integer> refused =
        new SingleFlight<>(
            work -> {
              if (starts.getAndIncrement() == 0) {
                throw new RejectedExecutionException("full");
              }
              Caller.running(work::run);
            });
    Caller.of(() -> refused.join("model", cancellation -> 1, SingleFlightTest::nothing)).failure();

    assertEquals(
        2,
        Caller.of(() -> refused.join("model", cancellation -> 2, SingleFlightTest::nothing))
            .result());
  }

  @Test
  void runsOnceForConcurrentCallers() throws InterruptedException {
    List<Caller<Integer>> callers = Stream.generate(this::caller).limit(MANY).toList();
    callers.forEach(Caller::blocked);

    result.complete(7);

    for (Caller<Integer> caller : callers) {
      assertEquals(7, caller.result());
    }
    assertEquals(1, runs.get());
  }

  @Test
  void runsAgainForALaterCaller() throws InterruptedException {
    result.complete(7);

    caller().result();
    caller().result();

    assertEquals(2, runs.get());
  }

  @Test
  void runsTheActionBeforeWaitingForOthers() throws InterruptedException {
    AtomicInteger actions = new AtomicInteger();
    Runnable count = actions::incrementAndGet;
    Caller<Integer> works = Caller.of(() -> flights.join("model", this::work, count)).blocked();
    assertEquals(0, actions.get());

    Caller<Integer> waits = Caller.of(() -> flights.join("model", this::work, count)).blocked();
    assertEquals(1, actions.get());

    result.complete(7);
    assertEquals(7, works.result());
    assertEquals(7, waits.result());
  }

  @Test
  void runsDifferentKeysConcurrently() throws InterruptedException {
    Caller<Integer> first = caller().blocked();

    Caller<Integer> second =
        Caller.of(() -> flights.join("other", cancellation -> 8, SingleFlightTest::nothing));

    assertEquals(8, second.result());
    result.complete(7);
    assertEquals(7, first.result());
  }

  @Test
  void reportsAFailureToAllCallers() throws InterruptedException {
    List<Caller<Integer>> callers = Stream.generate(this::caller).limit(MANY).toList();
    callers.forEach(Caller::blocked);
    CacheException failure =
        new CacheException(CacheException.Kind.STORAGE, "disk full", Hint.NONE);

    result.completeExceptionally(failure);

    for (Caller<Integer> caller : callers) {
      assertSame(failure, caller.failure());
    }
  }

  @Test
  void startsAgainAfterAFailure() throws InterruptedException {
    result.completeExceptionally(
        new CacheException(CacheException.Kind.STORAGE, "disk full", Hint.NONE));
    caller().failure();

    assertEquals(
        9,
        Caller.of(() -> flights.join("model", cancellation -> 9, SingleFlightTest::nothing))
            .result());
  }

  @Test
  void passesAnErrorOnWithItsCause() throws InterruptedException {
    AssertionError error = new AssertionError("a bug");
    Function<Cancellation, Integer> work =
        cancellation -> {
          throw error;
        };

    Throwable failure =
        Caller.of(() -> flights.join("model", work, SingleFlightTest::nothing)).failure();

    assertSame(error, assertInstanceOf(IllegalStateException.class, failure).getCause());
  }

  @Test
  void continuesWhileACallerWaits() throws InterruptedException {
    Caller<Integer> stays = caller().blocked();
    Caller<Integer> leaves = caller().blocked();

    leaves.interrupt();

    assertEquals(CacheException.Kind.INTERRUPTED, kind(leaves.failure()));
    assertEquals(1, cancelled.getCount());
    result.complete(7);
    assertEquals(7, stays.result());
  }

  @Test
  void isCancelledWhenNoCallerWaits() throws InterruptedException {
    List<Caller<Integer>> callers = Stream.generate(this::caller).limit(2).toList();
    callers.forEach(Caller::blocked);

    for (Caller<Integer> caller : callers) {
      caller.interrupt();
      assertEquals(CacheException.Kind.INTERRUPTED, kind(caller.failure()));
    }

    assertTrue(cancelled.await(10, TimeUnit.SECONDS));
  }

  @Test
  void startsAgainAfterACancellation() throws InterruptedException {
    Caller<Integer> leaves = caller().blocked();
    leaves.interrupt();
    leaves.failure();

    Caller<Integer> comes =
        Caller.of(() -> flights.join("model", cancellation -> 9, SingleFlightTest::nothing));

    assertEquals(9, comes.result());
  }

  @Test
  void isNotCancelledWhenItIsDone() throws InterruptedException {
    result.complete(7);

    caller().result();

    assertEquals(1, cancelled.getCount());
  }

  @Test
  void keepsTheInterruption() throws InterruptedException {
    Caller<Boolean> interrupted =
        Caller.of(
                () -> {
                  assertFalse(Thread.currentThread().isInterrupted());
                  try {
                    flights.join("model", this::work, SingleFlightTest::nothing);
                  } catch (CacheException e) {
                    return Thread.currentThread().isInterrupted();
                  }
                  return false;
                })
            .blocked();

    interrupted.interrupt();

    assertTrue(interrupted.result());
  }

  private Caller<Integer> caller() {
    return Caller.of(() -> flights.join("model", this::work, SingleFlightTest::nothing));
  }

  private Integer work(Cancellation cancellation) {
    runs.incrementAndGet();
    cancellation.onCancel(cancelled::countDown);
    try {
      return result.join();
    } catch (CompletionException e) {
      throw (CacheException) e.getCause();
    }
  }

  private static CacheException.Kind kind(Throwable failure) {
    return assertInstanceOf(CacheException.class, failure).kind();
  }

  private static void nothing() {}
}

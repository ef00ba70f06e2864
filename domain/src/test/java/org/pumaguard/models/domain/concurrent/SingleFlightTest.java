package org.pumaguard.models.domain.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.Cancellation;

class SingleFlightTest {

  private static final int MANY = 16;
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(1);

  private final SingleFlight<String, Integer> flights =
      new SingleFlight<>(work -> Caller.running(work::run), LONG);
  private final AtomicInteger runs = new AtomicInteger();
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final CompletableFuture<Integer> result = new CompletableFuture<>();

  @Test
  void aRejectedStartRunsInTheCaller() throws InterruptedException {
    SingleFlight<String, Thread> refusing =
        new SingleFlight<>(
            work -> {
              throw new RejectedExecutionException("full");
            },
            LONG);

    assertTrue(runsInItsCaller(refusing));
  }

  @Test
  void anExecutorWithoutThreadsRunsInTheCaller() throws InterruptedException {
    assertTrue(runsInItsCaller(new SingleFlight<>(Runnable::run, LONG)));
  }

  @Test
  void anExecutorThatNeverStartsRunsInTheCaller() throws InterruptedException {
    assertTrue(runsInItsCaller(new SingleFlight<>(work -> {}, SHORT)));
  }

  @Test
  void workThatIsStartedLateRunsOnce() throws InterruptedException {
    List<Runnable> late = new ArrayList<>();
    SingleFlight<String, Integer> busy = new SingleFlight<>(late::add, SHORT);
    Caller.of(() -> busy.join("model", c -> runs.incrementAndGet(), SingleFlightTest::nothing))
        .result();

    late.forEach(Runnable::run);

    assertEquals(1, runs.get());
  }

  @Test
  void aShutDownExecutorIsClosed() throws InterruptedException {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    executor.shutdown();
    SingleFlight<String, Integer> closed = new SingleFlight<>(executor, LONG);

    Throwable failure =
        Caller.of(() -> closed.join("model", c -> 1, SingleFlightTest::nothing)).failure();

    assertEquals(CacheException.Kind.CLOSED, kind(failure));
  }

  @Test
  void anExecutorThatIsShutDownMeanwhileIsClosed() throws InterruptedException {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    SingleFlight<String, Integer> closed = new SingleFlight<>(executor, LONG);
    Caller<Integer> waits =
        Caller.of(() -> closed.join("model", this::work, SingleFlightTest::nothing)).blocked();
    started.await();

    executor.shutdownNow();

    assertEquals(CacheException.Kind.CLOSED, kind(waits.failure()));
  }

  @Test
  void anotherCallerGoesOnForAnInterruptedOne() throws InterruptedException {
    SingleFlight<String, Integer> direct = new SingleFlight<>(Runnable::run, LONG);
    Caller<Integer> works =
        Caller.of(() -> direct.join("model", this::work, SingleFlightTest::nothing)).blocked();
    Caller<Integer> waits =
        Caller.of(() -> direct.join("model", c -> 8, SingleFlightTest::nothing)).blocked();

    works.interrupt();

    assertEquals(CacheException.Kind.INTERRUPTED, kind(works.failure()));
    assertEquals(8, waits.result());
  }

  @Test
  void anotherCallerGoesOnForAnInterruptedThread() throws InterruptedException {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    CompletableFuture<Thread> worker = new CompletableFuture<>();
    SingleFlight<String, Integer> flight = new SingleFlight<>(executor, LONG);
    SingleFlight.Work<Integer> onceInterrupted =
        cancellation -> worker.complete(Thread.currentThread()) ? work(cancellation) : 8;
    Caller<Integer> waits =
        Caller.of(() -> flight.join("model", onceInterrupted, SingleFlightTest::nothing));

    worker.join().interrupt();

    assertEquals(8, waits.result());
    executor.shutdown();
  }

  @Test
  void aCallerLeavesWhenItsTimeIsOver() throws InterruptedException {
    Caller<Integer> stays = caller().blocked();
    WaitLimit limit = WaitLimit.none().within(Duration.ofMillis(10));

    Caller<Integer> leaves =
        Caller.of(() -> flights.join("model", this::work, SingleFlightTest::nothing, limit));

    assertEquals(CacheException.Kind.UNAVAILABLE, kind(leaves.failure()));
    result.complete(7);
    assertEquals(7, stays.result());
  }

  @Test
  void aCancelledCallerLeaves() throws InterruptedException {
    Cancellation cancellation = new Cancellation();
    WaitLimit limit = WaitLimit.until(cancellation);
    Caller<Integer> leaves =
        Caller.of(() -> flights.join("model", this::work, SingleFlightTest::nothing, limit))
            .blocked();
    started.await();

    cancellation.cancel();

    assertEquals(CacheException.Kind.INTERRUPTED, kind(leaves.failure()));
    assertTrue(cancelled.await(10, TimeUnit.SECONDS));
  }

  @Test
  void aCallerThatWorksLeavesWhenItIsCancelled() throws InterruptedException {
    SingleFlight<String, Integer> direct = new SingleFlight<>(Runnable::run, LONG);
    Cancellation cancellation = new Cancellation();
    WaitLimit limit = WaitLimit.until(cancellation);
    Caller<Integer> leaves =
        Caller.of(() -> direct.join("model", this::work, SingleFlightTest::nothing, limit))
            .blocked();

    cancellation.cancel();

    assertEquals(CacheException.Kind.INTERRUPTED, kind(leaves.failure()));
    assertEquals(0, cancelled.getCount());
  }

  @Test
  void workThatJoinsItselfFails() throws InterruptedException {
    SingleFlight.Work<Integer> again =
        c -> flights.join("model", this::work, SingleFlightTest::nothing);

    Throwable failure =
        Caller.of(() -> flights.join("model", again, SingleFlightTest::nothing)).failure();

    assertEquals(CacheException.Kind.INTERNAL, kind(failure));
  }

  @Test
  void aListenerThatJoinsFails() throws InterruptedException {
    Runnable listener = () -> flights.join("other", cancellation -> 8, SingleFlightTest::nothing);
    SingleFlight.Work<Integer> telling =
        cancellation -> {
          CallbackScope.run(listener);
          return 7;
        };

    Throwable failure =
        Caller.of(() -> flights.join("model", telling, SingleFlightTest::nothing)).failure();

    assertEquals(CacheException.Kind.INTERNAL, kind(failure));
  }

  @Test
  void tellsAFailureOnceBeforeItsCallers() throws InterruptedException {
    SingleFlight.Work<Integer> counting =
        new SingleFlight.Work<>() {
          @Override
          public Integer run(Cancellation cancellation) {
            return work(cancellation);
          }

          @Override
          public void failed(CacheException failure) {
            runs.addAndGet(MANY);
          }
        };
    List<Caller<Integer>> callers =
        Stream.generate(
                () -> Caller.of(() -> flights.join("model", counting, SingleFlightTest::nothing)))
            .limit(MANY)
            .toList();
    callers.forEach(Caller::blocked);

    result.completeExceptionally(
        new CacheException(CacheException.Kind.STORAGE, "disk full", Hint.NONE));

    for (Caller<Integer> caller : callers) {
      caller.failure();
      assertEquals(1 + MANY, runs.get());
    }
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

    Set<Throwable> different = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Caller<Integer> caller : callers) {
      Throwable own = caller.failure();
      assertEquals("disk full", own.getMessage());
      assertSame(failure, own.getCause());
      assertTrue(hasFrameOf(SingleFlightTest.class, own));
      different.add(own);
    }
    assertEquals(MANY, different.size());
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
    SingleFlight.Work<Integer> work =
        cancellation -> {
          throw error;
        };

    Throwable failure =
        Caller.of(() -> flights.join("model", work, SingleFlightTest::nothing)).failure();

    assertEquals(CacheException.Kind.INTERNAL, kind(failure));
    assertSame(error, Objects.requireNonNull(failure.getCause()).getCause());
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
    started.await();

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
    started.countDown();
    CompletableFuture<Integer> own = result.copy();
    cancellation.onCancel(
        () -> {
          cancelled.countDown();
          own.cancel(false);
        });
    try {
      return own.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    } catch (ExecutionException e) {
      throw (CacheException) rootOf(e);
    }
  }

  private static boolean runsInItsCaller(SingleFlight<String, Thread> flight)
      throws InterruptedException {
    return Caller.of(
            () -> {
              Thread runner =
                  flight.join("model", c -> Thread.currentThread(), SingleFlightTest::nothing);
              return runner.equals(Thread.currentThread());
            })
        .result();
  }

  private static Throwable rootOf(Throwable e) {
    return e.getCause() == null || e instanceof CacheException ? e : rootOf(e.getCause());
  }

  private static boolean hasFrameOf(Class<?> type, Throwable failure) {
    return Stream.of(failure.getStackTrace())
        .anyMatch(frame -> frame.getClassName().startsWith(type.getName()));
  }

  private static CacheException.Kind kind(Throwable failure) {
    return assertInstanceOf(CacheException.class, failure).kind();
  }

  private static void nothing() {}
}

package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CallOptions;
import org.pumaguard.models.domain.api.EnsureHandle;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.port.Caller;

/** Any executor will do: all work is done, whatever it begins. */
class ExecutorsTest {

  private static final int MODELS = 5;
  private static final int POOL = 2;

  private final List<ExecutorService> started = new ArrayList<>();
  private final TestModel[] models = new TestModel[MODELS];
  private final TestCache cache;

  ExecutorsTest() {
    for (int i = 0; i < MODELS; i++) {
      models[i] = TestModel.random("m" + i + ".h5", 40_000, i).fragments(10_000, 20_000, 10_000);
    }
    cache = TestCache.of(models);
  }

  @AfterEach
  void stop() {
    started.forEach(ExecutorService::shutdownNow);
  }

  /** Executors of embedding programs. */
  private enum Kind {
    ONE_THREAD,
    TWO_THREADS,
    COMMON_POOL,
    BOUNDED_QUEUE,
    CALLER_RUNS,
    CALLING_THREAD,
    REJECTS,
    NEVER_BEGINS
  }

  private Executor executor(Kind kind) {
    return switch (kind) {
      case ONE_THREAD -> start(Executors.newSingleThreadExecutor());
      case TWO_THREADS -> start(Executors.newFixedThreadPool(POOL));
      case COMMON_POOL -> ForkJoinPool.commonPool();
      case BOUNDED_QUEUE -> start(bounded());
      case CALLER_RUNS -> {
        ThreadPoolExecutor pool = bounded();
        pool.setRejectedExecutionHandler(new ThreadPoolExecutor.CallerRunsPolicy());
        yield start(pool);
      }
      case CALLING_THREAD -> Runnable::run;
      case REJECTS ->
          work -> {
            throw new RejectedExecutionException("full");
          };
      case NEVER_BEGINS -> work -> {};
    };
  }

  private static ThreadPoolExecutor bounded() {
    return new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(1));
  }

  private ExecutorService start(ExecutorService executor) {
    started.add(executor);
    return executor;
  }

  @ParameterizedTest
  @EnumSource
  void fetchesVerifiesAndRepairs(Kind kind) throws IOException, InterruptedException {
    cache.restartOn(executor(kind));
    Caller.running(() -> cache.cache().ensureAll(List.of())).result();
    for (TestModel model : models) {
      assertArrayEquals(model.bytes(), cache.shown(model));
    }
    cache.disk.write(cache.path(models[0]), new byte[40_000]);
    cache.disk.write(cache.path(models[1]), new byte[40_000]);

    List<VerifyResult> repaired = Caller.of(() -> cache.cache().repair(List.of())).result();

    assertEquals(
        List.of(
            VerifyResult.Result.REPAIRED,
            VerifyResult.Result.REPAIRED,
            VerifyResult.Result.OK,
            VerifyResult.Result.OK,
            VerifyResult.Result.OK),
        repaired.stream().map(VerifyResult::result).toList());
  }

  @ParameterizedTest
  @EnumSource
  void fetchesOneModel(Kind kind) throws IOException, InterruptedException {
    cache.restartOn(executor(kind));
    Caller.of(() -> cache.ensure(models[0])).result();
    assertArrayEquals(models[0].bytes(), cache.shown(models[0]));
  }

  @ParameterizedTest
  @EnumSource
  void fetchesInTheBackground(Kind kind) throws IOException, InterruptedException {
    cache.restartOn(executor(kind));
    EnsureHandle handle =
        Caller.of(() -> cache.cache().ensureAsync(models[0].name(), CallOptions.DEFAULT)).result();
    Caller.of(handle::join).result();
    assertArrayEquals(models[0].bytes(), cache.shown(models[0]));
  }

  @Test
  void allThreadsOfThePoolMayWaitAtOnce() throws Exception {
    ExecutorService pool = start(Executors.newFixedThreadPool(POOL));
    cache.restartOn(pool);
    CyclicBarrier together = new CyclicBarrier(POOL);
    List<Future<?>> calls = new ArrayList<>();
    for (int i = 0; i < POOL; i++) {
      TestModel model = models[i];
      calls.add(
          pool.submit(
              () -> {
                together.await();
                cache.ensure(model);
                return cache.cache().ensureAll(List.of());
              }));
    }
    for (Future<?> call : calls) {
      call.get(1, TimeUnit.MINUTES);
    }
    for (TestModel model : models) {
      assertArrayEquals(model.bytes(), cache.shown(model));
    }
  }

  @Test
  void anExecutorThatIsShutDownIsClosed() throws InterruptedException {
    ExecutorService pool = start(Executors.newFixedThreadPool(POOL));
    cache.restartOn(pool);
    pool.shutdown();
    for (Caller.Action call :
        List.<Caller.Action>of(
            () -> cache.ensure(models[0]),
            () -> cache.cache().ensureAll(List.of()),
            () -> cache.cache().ensureAsync(models[0].name(), CallOptions.DEFAULT).join())) {
      CacheException failure = (CacheException) Caller.running(call).failure();
      assertEquals(CacheException.Kind.CLOSED, failure.kind());
    }
  }

  @Test
  void aDeadlineEndsACallThatWorksItself() throws InterruptedException {
    cache.restartOn(Runnable::run);
    CallOptions options = CallOptions.DEFAULT.withDeadline(Duration.ZERO);
    CacheException failure =
        (CacheException)
            Caller.running(() -> cache.cache().ensured(models[0].name(), options)).failure();
    assertEquals(CacheException.Kind.UNAVAILABLE, failure.kind());
    assertTrue(failure.mayRetry());
    assertEquals(models[0].name(), failure.model().orElseThrow());
  }
}

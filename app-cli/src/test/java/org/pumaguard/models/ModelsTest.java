package org.pumaguard.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.api.Lease;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.SampleRegistry;

/** The builder, as another program uses it. */
class ModelsTest {

  private static final String MODEL = "m.h5";

  @TempDir private Path temp;
  private final FaultyServer server;
  private SampleRegistry published;

  ModelsTest() throws IOException {
    server = new FaultyServer();
  }

  @BeforeEach
  void publish() throws IOException {
    published = new SampleRegistry(temp.resolve("www")).fragmented(MODEL, 3, 50_000, 1);
    published.registry();
    SampleRegistry.serve(published.folder(), server);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void fetchesAModelAndFindsItAgain() throws IOException {
    try (ModelCache models = models().open()) {
      Path path = models.ensure(MODEL);
      assertTrue(path.isAbsolute());
      assertArrayEquals(published.bytes(MODEL), Files.readAllBytes(path));
      assertEquals(path, models.find(MODEL).orElseThrow());
    }
    assertEquals(3, server.requests().size());
  }

  @Test
  void aRegistryMayBeMadeInCode() {
    SourceRegistry registry;
    try (ModelCache models = models().open()) {
      registry = models.registry();
    }
    try (ModelCache models = models().registry(() -> registry).open()) {
      assertEquals(temp.resolve("cache").resolve(MODEL), models.ensure(MODEL));
    }
  }

  @Test
  void anImpossibleNameIsAnUnknownModel() {
    try (ModelCache models = models().open()) {
      CacheException refused =
          assertThrows(CacheException.class, () -> models.ensure("../etc/passwd"));
      assertEquals(CacheException.Kind.UNKNOWN_MODEL, refused.kind());
    }
  }

  @Test
  void aClosedCacheRefusesCalls() {
    ModelCache models = models().open();
    models.close();
    models.close();
    CacheException refused = assertThrows(CacheException.class, () -> models.ensure(MODEL));
    assertEquals(CacheException.Kind.CLOSED, refused.kind());
    assertThrows(CacheException.class, models::list);
  }

  @Test
  void closingEndsACallInProgress() throws Exception {
    server.failEverywhere(Fault.stall(10_000));
    ModelCache models = models().open();
    CompletableFuture<Path> call = CompletableFuture.supplyAsync(() -> models.ensure(MODEL));
    await(() -> !server.requests().isEmpty());
    models.close();
    ExecutionException failed =
        assertThrows(ExecutionException.class, () -> call.get(20, TimeUnit.SECONDS));
    CacheException closed = assertInstanceOf(CacheException.class, failed.getCause());
    assertEquals(CacheException.Kind.CLOSED, closed.kind());
  }

  @Test
  void whatWasFetchedBeforeTheCloseIsResumed() throws Exception {
    server.failEverywhere(Fault.rate(100_000));
    ModelCache models = models().parallel(1).open();
    CompletableFuture<Path> call = CompletableFuture.supplyAsync(() -> models.ensure(MODEL));
    await(() -> server.requests().size() > 1);
    models.close();
    assertThrows(ExecutionException.class, () -> call.get(20, TimeUnit.SECONDS));
    try (ModelCache again = models().open()) {
      EnsureResult result = again.ensured(ModelName.parse(MODEL));
      assertTrue(result.bytesReused() >= 50_000, result::toString);
    }
  }

  @Test
  void refusesSettingsThatAreNone() {
    assertThrows(IllegalArgumentException.class, () -> models().limitRate(0));
    assertThrows(IllegalArgumentException.class, () -> models().quota(-1));
    try (ModelCache models = models().timeout(Duration.ofSeconds(Long.MAX_VALUE)).open()) {
      assertTrue(models.ensure(MODEL).isAbsolute());
    }
  }

  @Test
  void aLeaseOutlivesItsCache() {
    ModelCache models = models().open();
    try (Lease lease = models.lease(MODEL)) {
      models.close();
      try (ModelCache other = models().open()) {
        assertTrue(other.clear(List.of(), false).get(0).kept().isPresent());
        assertTrue(Files.exists(lease.path()));
      }
    }
    try (ModelCache other = models().open()) {
      assertTrue(other.clear(List.of(), false).get(0).kept().isEmpty());
    }
  }

  @Test
  void eachListenerHearsEvents() {
    List<Progress.Kind> first = new ArrayList<>();
    List<Progress.Kind> second = new ArrayList<>();
    try (ModelCache models = models().progress(listener(first)).progress(listener(second)).open()) {
      models.ensure(MODEL);
    }
    assertTrue(first.contains(Progress.Kind.FINISHED), first::toString);
    assertEquals(first, second);
  }

  @Test
  void leavesAnExecutorOfTheCallerRunning() {
    ExecutorService executor = Executors.newFixedThreadPool(2);
    try {
      try (ModelCache models = models().executor(executor).open()) {
        models.ensure(MODEL);
      }
      assertFalse(executor.isShutdown());
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void aHundredCachesLeaveNothingBehind() throws Exception {
    use(models().open());
    Set<Thread> others = ownThreads();
    long files = openFiles();
    for (int i = 0; i < 100; i++) {
      use(models().open());
    }
    // Other tests leave idle threads of executors that nobody shuts down.
    await(() -> others.containsAll(ownThreads()));
    assertTrue(others.containsAll(ownThreads()), () -> ownThreads().toString());
    await(() -> openFiles() <= files);
    assertTrue(openFiles() <= files, "open files: " + openFiles() + ", before: " + files);
  }

  private void use(ModelCache models) {
    try (models) {
      models.ensure(MODEL);
      models.clear(List.of(), false);
      assertTrue(models.find(MODEL).isEmpty());
    }
  }

  private static Set<Thread> ownThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("pumaguard"))
        .collect(Collectors.toSet());
  }

  private static long openFiles() {
    Path all = Path.of("/proc/self/fd");
    assumeTrue(Files.isDirectory(all), "only Linux lists open files");
    try (Stream<Path> entries = Files.list(all)) {
      return entries.count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Models models() {
    return Models.at(temp.resolve("cache"))
        .registry(published.folder())
        .sources(server.location("/").uri().toString())
        .timeout(Duration.ofSeconds(30));
  }

  private static Progress listener(List<Progress.Kind> heard) {
    return new Progress() {
      @Override
      public synchronized void on(Event event) {
        heard.add(event.kind());
      }

      @Override
      public void warn(String message) {
        throw new AssertionError(message);
      }
    };
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
  }
}

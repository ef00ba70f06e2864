package org.pumaguard.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.fake.RecordingProgress;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.SampleRegistry;

/**
 * An embedded cache whose registry is on a server that accepts connections and stays silent. With
 * the usual time-outs and retries each call would take five minutes.
 */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class NetworkRegistryTest {

  private static final String REGISTRY = "/model-registry.yaml";
  private static final String MODEL = "m.pt";

  @TempDir private Path temp;
  private final FaultyServer server = new FaultyServer();
  private final RecordingProgress progress = new RecordingProgress();
  private SampleRegistry publisher;
  private ModelCache cache;

  NetworkRegistryTest() throws IOException {}

  @BeforeEach
  void publish() {
    publisher = SampleRegistry.sized(temp.resolve("www")).single(MODEL, 1000, 1);
    publisher.write().writeTo(server);
    cache = open();
  }

  @AfterEach
  void stop() throws IOException {
    cache.close();
    server.close();
  }

  @Test
  void lookingFailsAtOnceIfNothingWasRead() {
    fallSilent();
    List<Runnable> calls =
        List.of(
            () -> cache.find(MODEL),
            () -> cache.status(MODEL),
            () -> cache.list(),
            () -> cache.ensuredAtOnce(ModelName.parse(MODEL)));
    for (Runnable call : calls) {
      CacheException e = assertThrows(CacheException.class, call::run);
      assertTrue(e.toString().endsWith("has not been read yet"), e::toString);
    }
    assertEquals(List.of(), server.requests(REGISTRY));
  }

  @Test
  void lookingUsesTheCopyAtOnce() {
    Path path = cacheOnceAndRestart();
    fallSilent();
    assertEquals(Optional.of(path), cache.find(MODEL));
    assertEquals(1, cache.list().size());
    assertEquals(path, cache.ensuredAtOnce(ModelName.parse(MODEL)).orElseThrow().path());
  }

  @Test
  void anInterruptionEndsTheFirstReading() throws InterruptedException {
    fallSilent();
    Caller<Path> caller = Caller.of(() -> cache.ensure(MODEL));
    awaitRequests(1);
    caller.interrupt();
    CacheException e = assertInstanceOf(CacheException.class, caller.failure());
    assertEquals(CacheException.Kind.INTERRUPTED, e.kind());
  }

  @Test
  @Tag("slow")
  void eightCallersWaitTenSecondsTogether() throws InterruptedException {
    Path path = cacheOnceAndRestart();
    fallSilent();
    int before = server.requests(REGISTRY).size();
    List<Caller<Path>> callers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      callers.add(Caller.of(() -> cache.ensure(MODEL)));
    }
    for (Caller<Path> caller : callers) {
      assertEquals(path, caller.result());
    }
    assertEquals(path, cache.ensure(MODEL));
    assertEquals(1, server.requests(REGISTRY).size() - before);
    assertEquals(1, progress.warnings().size(), progress.warnings()::toString);
    assertTrue(progress.warnings().get(0).contains("(no answer within 10 s)"));
  }

  @Test
  void aRefreshFindsANewModel() {
    cache.ensure(MODEL);
    publisher.single("n.pt", 1000, 2).write().writeTo(server);
    assertThrows(CacheException.class, () -> cache.find("n.pt"));
    assertTrue(cache.refresh());
    assertEquals(Optional.empty(), cache.find("n.pt"));
    cache.ensure("n.pt");
  }

  @Test
  void byAgeAnEnsureReadsInTheBackground() {
    cacheOnceAndRestart();
    ExecutorService rejecting = Executors.newSingleThreadExecutor();
    rejecting.shutdown();
    try (ModelCache young = models().registryMaxAge(Duration.ZERO).executor(rejecting).open()) {
      young.ensure(MODEL);
      fallSilent();
      int before = server.requests(REGISTRY).size();
      young.ensure(MODEL);
      awaitRequests(before + 1);
      young.ensure(MODEL);
    }
  }

  @Test
  void anInterruptionIsNoFailureOfALocalRegistry() {
    try (ModelCache local =
        Models.at(temp.resolve("other")).registry(publisher.registry()).open()) {
      Thread.currentThread().interrupt();
      local.list();
    } catch (CacheException e) {
      assertEquals(CacheException.Kind.INTERRUPTED, e.kind());
    } finally {
      Thread.interrupted();
    }
  }

  private Path cacheOnceAndRestart() {
    Path path = cache.ensure(MODEL);
    cache.close();
    cache = open();
    return path;
  }

  private ModelCache open() {
    return models().open();
  }

  private Models models() {
    return Models.at(temp.resolve("cache"))
        .registry(server.location(REGISTRY).uri())
        .progress(progress);
  }

  private void awaitRequests(int count) {
    while (server.requests(REGISTRY).size() < count) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void fallSilent() {
    server.failAlways(REGISTRY, Fault.SILENT);
  }
}

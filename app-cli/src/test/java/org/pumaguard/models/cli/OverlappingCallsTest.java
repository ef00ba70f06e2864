package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.Models;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.SampleRegistry;

/** One cache in one program that is asked for the same by several callers at once. */
class OverlappingCallsTest {

  private static final int FRAGMENTS = 8;
  private static final int FRAGMENT_BYTES = 50_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @TempDir Path temp;
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private FaultyServer server;
  private ModelCache cache;

  @BeforeEach
  void open() throws IOException {
    SampleRegistry published =
        new SampleRegistry(temp.resolve("www"))
            .single("small.h5", 10, 7)
            .fragmented("big.h5", FRAGMENTS, FRAGMENT_BYTES, 1)
            .fragmented("twin.h5", FRAGMENTS, FRAGMENT_BYTES, 1);
    server = new FaultyServer();
    SampleRegistry.serve(published.folder(), server);
    server.failEverywhere(Fault.rate(5 * FRAGMENT_BYTES));
    cache =
        Models.at(temp.resolve("cache"))
            .registry(published.registry())
            .sources(FetchFixture.url(server))
            .parallel(2)
            .retries(0)
            .timeout(TIMEOUT)
            .open();
  }

  @AfterEach
  void close() throws IOException {
    cache.close();
    executor.shutdownNow();
    server.close();
  }

  @Test
  void overlappingCallsDoNotDeadlock() {
    assertTrue(cache.ensure("small.h5").isAbsolute());
    CompletableFuture<?> one = inBackground(() -> cache.ensure("big.h5"));
    while (server.requests("/big.h5_aa").isEmpty()) {
      Thread.onSpinWait();
    }
    CompletableFuture<?> all = inBackground(() -> cache.ensureAll(List.of()));
    CompletableFuture<?> others =
        inBackground(
            () -> cache.ensureAll(List.of(ModelName.parse("twin.h5"), ModelName.parse("big.h5"))));

    CompletableFuture.allOf(one, all, others).orTimeout(60, TimeUnit.SECONDS).join();

    assertEquals(1 + FRAGMENTS, server.requests().size(), "each piece of content is fetched once");
  }

  private <T> CompletableFuture<T> inBackground(Supplier<T> call) {
    return CompletableFuture.supplyAsync(call, executor);
  }
}

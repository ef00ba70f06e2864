package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.cli.settings.NetworkSettings;
import org.pumaguard.models.cli.settings.OutputSettings;
import org.pumaguard.models.cli.settings.RegistrySettings;
import org.pumaguard.models.cli.settings.Settings;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.policy.VerifyPolicy;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.filesystem.FilesystemSettings;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.http.HttpConnections;
import org.pumaguard.models.http.settings.HttpSettings;
import org.pumaguard.models.testkit.SampleRegistry;

/** One cache in one program that is asked for the same by several callers at once. */
class OverlappingCallsTest {

  private static final int FRAGMENTS = 8;
  private static final int FRAGMENT_BYTES = 50_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @TempDir Path temp;
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final HttpConnections connections =
      new HttpConnections(new HttpSettings(TIMEOUT, 3, "test"));
  private FaultyServer server;
  private ModelCache cache;

  @BeforeEach
  void open() throws IOException {
    SampleRegistry published =
        new SampleRegistry(temp.resolve("www"))
            .single("small.h5", 10, 7)
            .fragmented("big.h5", FRAGMENTS, FRAGMENT_BYTES, 1)
            .fragmented("twin.h5", FRAGMENTS, FRAGMENT_BYTES, 1);
    Location registry = new Location(published.registry().toUri());
    server = new FaultyServer();
    SampleRegistry.serve(published.folder(), server);
    server.failEverywhere(Fault.rate(5 * FRAGMENT_BYTES));
    Settings settings = settings(registry);
    cache =
        Wiring.parts(Wiring.modules(settings, connections, Progress.none(), executor), List.of())
            .cache();
  }

  @AfterEach
  void close() throws IOException {
    connections.close();
    executor.shutdownNow();
    server.close();
  }

  @Test
  void overlappingCallsDoNotDeadlock() {
    assertTrue(cache.ensure(ModelName.parse("small.h5")).isAbsolute());
    CompletableFuture<?> one = inBackground(() -> cache.ensure(ModelName.parse("big.h5")));
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

  private Settings settings(Location registry) {
    CacheSettings usual = CacheSettings.DEFAULT;
    return new Settings(
        new RegistrySettings(
            registry,
            false,
            List.of(SourceLocation.parse(FetchFixture.url(server), Optional.empty()))),
        new FilesystemSettings(temp.resolve("cache")),
        new CacheSettings(
            false,
            2,
            VerifyPolicy.CHANGED,
            usual.withoutRetries().retry(),
            usual.patience(),
            OptionalLong.empty()),
        NetworkSettings.direct(TIMEOUT),
        new OutputSettings(OutputSettings.Progress.NONE, OutputSettings.Format.TEXT, true, false));
  }
}

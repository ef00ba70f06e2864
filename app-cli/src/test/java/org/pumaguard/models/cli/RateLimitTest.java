package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** That a limit of the rate costs time, and nothing else. */
@Execution(ExecutionMode.CONCURRENT)
class RateLimitTest {

  private static final String MODEL = "m.h5";
  private static final int FRAGMENTS = 2;
  private static final int FRAGMENT_BYTES = 140_000;

  @TempDir private Path temp;
  private Launcher launcher;
  private SampleRegistry published;
  private FaultyServer server;

  @BeforeEach
  void publish() throws IOException {
    launcher = Inside.launcher(Files.createDirectory(temp.resolve("home")));
    published =
        new SampleRegistry(temp.resolve("www")).fragmented(MODEL, FRAGMENTS, FRAGMENT_BYTES, 1);
    published.registry();
    server = new FaultyServer();
    try (Stream<Path> files = Files.list(published.folder())) {
      for (Path file : files.toList()) {
        server.publish("/" + file.getFileName(), Files.readAllBytes(file));
      }
    }
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void allBytesArriveOnce() {
    checkCached(cache("--limit-rate", "150k", "-s", url()));
    assertEquals(FRAGMENTS, server.requests().size());
    assertEquals(FRAGMENTS * FRAGMENT_BYTES, server.bytesSent());
  }

  /** That it comes slowly is no reason to ask for more at once. */
  @Test
  void aLargeFileIsAskedForOnce() throws IOException {
    int bytes = 8 << 20;
    try (FetchFixture fixture =
        new FetchFixture(
            temp.resolve("large"),
            new SampleRegistry(temp.resolve("file")).single(MODEL, bytes, 3))) {
      fixture.checkCached(fixture.cache("--limit-rate", "3M"));
      assertEquals(1, fixture.first.requests("/" + MODEL).size());
      assertEquals(bytes, fixture.first.bytesSent());
    }
  }

  @Test
  void aProgramCanLiftItWhileBytesAreComing() throws Exception {
    try (EmbeddedCache embedded = new EmbeddedCache(temp.resolve("embedded"))) {
      ModelCache cache = embedded.cache(published.folder(), url());
      cache.limitRate(OptionalLong.of(1));
      FutureTask<Path> fetch = new FutureTask<>(() -> cache.ensure(ModelName.parse(MODEL)));
      new Thread(fetch, "fetch").start();
      assertThrows(TimeoutException.class, () -> fetch.get(1, TimeUnit.SECONDS));
      cache.limitRate(OptionalLong.empty());
      assertEquals(published.digestOf(MODEL), Digests.of(fetch.get(60, TimeUnit.SECONDS)));
      assertEquals(FRAGMENTS, server.requests().size());
    }
  }

  @Test
  void aWaitForTheRateIsNoStallOfTheServer() {
    // What is read at once takes longer to pass than the server may stay silent.
    checkCached(
        cache("--limit-rate", "55k", "--timeout", "2", "--retries", "0", "-j", "1", "-s", url()));
    assertEquals(FRAGMENTS, server.requests().size());
  }

  @Test
  void thisMachinesDisksAreNotLimited() {
    checkCached(cache("--limit-rate", "1"));
  }

  @Test
  void noughtTakesBackWhatTheConfigurationFileSays() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("home/.config/pumaguard"));
    Files.writeString(folder.resolve("models.yaml"), "limit-rate: 1\n");
    checkCached(cache("--limit-rate", "0", "-s", url()));
    Files.writeString(folder.resolve("models.yaml"), "parallel: 1\nlimit-rate: fast\n");
    ProgramResult result = launcher.run("list");
    assertEquals(Exit.USAGE, result.status(), result::toString);
    assertTrue(result.err().contains("models.yaml:2: limit-rate: 'fast'"), result::toString);
  }

  private ProgramResult cache(String... options) {
    return launcher.run(
        Stream.concat(Stream.of("-r", published.folder().toString(), "cache"), Stream.of(options))
            .toArray(String[]::new));
  }

  private void checkCached(ProgramResult result) {
    assertEquals(Exit.OK, result.status(), result::toString);
    ProgramResult verified = launcher.run("-r", published.folder().toString(), "verify");
    assertEquals("ok", verified.column(MODEL), verified::toString);
  }

  private String url() {
    return server.location("/").uri().toString();
  }
}

package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RunningProgram;
import org.pumaguard.models.testkit.SampleRegistry;

/** A fetch that is interrupted, killed, or done by several processes at once. */
class ConcurrentProcessesIT {

  private static final String MODEL = "m.h5";
  private static final int FRAGMENT_BYTES = 300_000;

  @TempDir private Path temp;
  private Launcher launcher;
  private SampleRegistry published;
  private FaultyServer first;

  @BeforeEach
  void publish() throws IOException {
    launcher = new Launcher(Files.createDirectory(temp.resolve("home")));
    published = new SampleRegistry(temp.resolve("www")).fragmented(MODEL, 3, FRAGMENT_BYTES, 1);
    published.registry();
    first = serve();
  }

  @AfterEach
  void stop() throws IOException {
    first.close();
  }

  @Test
  void exitsWithInterruptedAndNothingVisible() throws Exception {
    first.failAlways("/m.h5_ab", Fault.stall(1000));
    RunningProgram running =
        launcher.start("-r", published.folder().toString(), "-s", url(first), "cache");
    awaitRequests(first, 3);
    running.signal("INT");
    ProgramResult result = running.finish();
    assertEquals(Exit.INTERRUPTED, result.status(), result::toString);
    assertFalse(Files.exists(launcher.cache().resolve(MODEL)));
    first.failAlways("/m.h5_ab", Fault.NONE);
    assertEquals(
        Exit.OK, cache("-s", url(first)).status(), "nothing is in the way of the next run");
    checkModel();
  }

  @Test
  void aKilledProcessLeavesNothingThatBlocksTheNext() throws Exception {
    first.failAlways("/m.h5_ab", Fault.stall(1000));
    RunningProgram running =
        launcher.start("-r", published.folder().toString(), "-s", url(first), "cache");
    awaitRequests(first, 3);
    running.kill();
    first.failAlways("/m.h5_ab", Fault.NONE);
    assertEquals(Exit.OK, cache("-s", url(first)).status());
    checkModel();
  }

  @Test
  void severalProcessesFetchEachFragmentOnce() {
    List<RunningProgram> all =
        Stream.generate(
                () ->
                    launcher.start("-r", published.folder().toString(), "-s", url(first), "cache"))
            .limit(4)
            .toList();
    for (RunningProgram running : all) {
      ProgramResult result = running.finish();
      assertEquals(Exit.OK, result.status(), result::toString);
    }
    checkModel();
    assertEquals(3, first.requests().size());
  }

  private ProgramResult cache(String... options) {
    return launcher.run(
        Stream.concat(
                Stream.of("-r", published.folder().toString()),
                Stream.concat(Stream.of(options), Stream.of("cache")))
            .toArray(String[]::new));
  }

  private void checkModel() {
    String digest = Digests.of(launcher.cache().resolve(MODEL));
    try {
      String registry = Files.readString(published.folder().resolve("model-registry.yaml"));
      assertTrue(registry.endsWith("sha256: " + digest + "\n"), digest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FaultyServer serve() throws IOException {
    FaultyServer server = new FaultyServer();
    try (Stream<Path> files = Files.list(published.folder())) {
      for (Path file : files.toList()) {
        server.publish("/" + file.getFileName(), Files.readAllBytes(file));
      }
    }
    return server;
  }

  private static String url(FaultyServer server) {
    return server.location("/").uri().toString();
  }

  private static void awaitRequests(FaultyServer server, int count) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (server.requests().size() < count) {
      assertTrue(System.nanoTime() < deadline, () -> server.requests().toString());
      Thread.onSpinWait();
    }
  }
}

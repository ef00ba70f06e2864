package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.Models;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.server.settings.ServerSettings;
import org.pumaguard.models.testkit.RawConnection;
import org.pumaguard.models.testkit.SampleRegistry;

/** Servers inside another program: several at once, and nothing is left of them. */
class EmbeddedServersTest {

  private static final String MODEL = "m.h5";

  @TempDir private Path temp;
  private SampleRegistry publisher;

  @BeforeEach
  void publish() throws IOException {
    publisher = SampleRegistry.sized(temp.resolve("www")).fragmented(MODEL, 3, 100_000, 1).write();
  }

  @Test
  void severalRunBesideEachOtherAndOneMayFeedTheOther() throws Exception {
    try (EmbeddedServer first = server("first");
        EmbeddedServer second =
            new EmbeddedServer(
                temp.resolve("second"),
                first.uri().resolve("/model-registry.yaml"),
                EmbeddedServer.settings())) {
      assertNotEquals(first.uri(), second.uri());
      first.awaitReady();
      second.awaitReady();
      try (RawConnection wire = new RawConnection(second.uri())) {
        assertArrayEquals(publisher.bytes(MODEL), wire.ask("GET", "/models/" + MODEL).body());
      }
      Path path = second.server().cache().find(ModelName.parse(MODEL)).orElseThrow();
      assertArrayEquals(publisher.bytes(MODEL), Files.readAllBytes(path));
    }
  }

  @Test
  void nothingIsLeftOfOneThatWasClosed() throws Exception {
    // The first one loads what stays for the process.
    use(server("warm-up"));
    Set<String> threads = threads();
    List<String> files = files();
    for (int i = 0; i < 3; i++) {
      use(server("cache" + i));
    }
    assertEventually(
        () -> threads.containsAll(threads()), () -> threads() + " instead of " + threads);
    assertEventually(() -> files().size() <= files.size(), () -> files() + " instead of " + files);
  }

  private void use(EmbeddedServer server) throws Exception {
    server.awaitReady();
    try (RawConnection wire = new RawConnection(server.uri());
        RawConnection listener = new RawConnection(server.uri())) {
      listener.send("GET", "/api/v1/events");
      listener.head();
      assertEquals(200, wire.ask("GET", "/models/" + MODEL).status());
      wire.send("GET", "/models/" + MODEL);
      wire.head();
    }
    server.close();
  }

  @Test
  void closingTwiceIsClosingOnce() throws Exception {
    EmbeddedServer server = server("cache").awaitReady();
    server.server().close();
    server.server().close();
    server.close();
    assertThrows(IOException.class, () -> new RawConnection(server.uri()).close());
  }

  @Test
  void oneThatIsClosedAtOnceLeavesNothingEither() throws Exception {
    use(server("warm-up"));
    Set<String> threads = threads();
    for (int i = 0; i < 10; i++) {
      server("cache").close();
    }
    assertEventually(
        () -> threads.containsAll(threads()), () -> threads() + " instead of " + threads);
    EmbeddedServer server = server("cache").awaitReady();
    server.close();
  }

  @Test
  void anAddressThatIsTakenIsSaidAndNothingIsLeft() throws Exception {
    use(server("warm-up"));
    Set<String> threads = threads();
    try (EmbeddedServer first = server("first").awaitReady()) {
      ServerSettings same = EmbeddedServer.settings().at("127.0.0.1", first.uri().getPort());
      Set<String> before = threads();
      UncheckedIOException refused =
          assertThrows(
              UncheckedIOException.class,
              () -> new EmbeddedServer(temp.resolve("second"), publisher.registry().toUri(), same));
      assertTrue(refused.getCause() instanceof BindException, refused::toString);
      assertTrue(
          String.valueOf(refused.getMessage()).contains(":" + first.uri().getPort()),
          refused::toString);
      assertEventually(
          () -> before.containsAll(threads()), () -> threads() + " instead of " + before);
      try (RawConnection wire = new RawConnection(first.uri())) {
        assertEquals(200, wire.ask("GET", "/health/ready").status());
      }
    }
    assertEventually(
        () -> threads.containsAll(threads()), () -> threads() + " instead of " + threads);
  }

  @Test
  void metricsReachTheRegistryOfTheHostUntilTheServerIsClosed() throws Exception {
    MeterRegistry host = new SimpleMeterRegistry();
    try (ModelServer server =
        ModelServer.start(
            Models.at(temp.resolve("cache")).registry(publisher.folder()),
            host,
            EmbeddedServer.settings())) {
      server.cache().ensure(MODEL);
      assertEventually(
          () -> host.find("pumaguard.ready").gauges().stream().anyMatch(g -> g.value() == 1),
          () -> host.getMeters().toString());
    }
    assertEquals(
        List.of(),
        host.getMeters().stream()
            .map(meter -> meter.getId().getName())
            .filter(name -> name.startsWith("pumaguard"))
            .toList());
    host.close();
  }

  @Test
  void settingsDoNotTellTheToken() {
    ServerSettings base = ServerSettings.DEFAULT;
    assertFalse(base.toString().contains("token"));
  }

  private EmbeddedServer server(String cache) {
    return new EmbeddedServer(
        temp.resolve(cache), publisher.registry().toUri(), EmbeddedServer.settings());
  }

  /** The names of all threads that a server may have made, without their numbers. */
  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> !name.matches("(ForkJoinPool|junit|surefire|Attach|Common-Cleaner).*"))
        .map(name -> name.replaceAll("\\d+", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What this process has open, but for jars. */
  private static List<String> files() {
    Path all = Path.of("/proc/self/fd");
    assumeTrue(Files.isDirectory(all), "only Linux shows open files so");
    try (Stream<Path> entries = Files.list(all)) {
      return entries
          .map(EmbeddedServersTest::target)
          .filter(name -> !name.endsWith(".jar"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      // The one by which the list is read.
      return "x.jar";
    }
  }

  /** Threads end a moment after they were told to, some that were there before too. */
  private static void assertEventually(
      java.util.function.BooleanSupplier condition, java.util.function.Supplier<String> message) {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(message.get());
      }
      Thread.onSpinWait();
    }
  }
}

package org.pumaguard.models.server.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.server.EmbeddedServer;
import org.pumaguard.models.server.settings.ServerSettings;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RawConnection;
import org.pumaguard.models.testkit.SampleRegistry;

/** Whoever asks for what is not there yet gets it when it is there, however long that takes. */
@Execution(ExecutionMode.CONCURRENT)
class PullThroughIT {

  private static final String MODEL = "m.pt";
  private static final int BYTES = 40_000;

  /** Takes about four seconds, in steps that are no stall. */
  private static final Fault SLOWLY = Fault.rate(10_000);

  @TempDir private Path temp;
  private FaultyServer source;
  private SampleRegistry publisher;
  private EmbeddedServer server;

  @BeforeEach
  void start() throws IOException {
    source = new FaultyServer();
    publisher = SampleRegistry.sized(temp.resolve("www")).single(MODEL, BYTES, 1).writeTo(source);
    ServerSettings settings =
        EmbeddedServer.impatient(Duration.ofSeconds(1), 100).wanting(ServerSettings.Wanted.NONE);
    server =
        new EmbeddedServer(
            temp.resolve("cache"), source.location("/model-registry.yaml").uri(), settings);
    while (ask("/model-registry.yaml").status() != 200) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    source.close();
  }

  @Test
  void sendsInterimResponsesWhileAClientWaits() throws IOException {
    source.failAlways("/" + MODEL, SLOWLY);
    RawConnection.Answer answer = ask("/models/" + MODEL);
    assertEquals(200, answer.status());
    assertArrayEquals(publisher.bytes(MODEL), answer.body());
    assertTrue(answer.interim() > 3, "told " + answer.interim() + " times");
    assertEquals(0, ask("/models/" + MODEL).interim());
  }

  @Test
  void theCommandLineWaitsLongerThanItsTimeOut() throws IOException {
    source.failAlways("/" + MODEL, SLOWLY);
    Path home = temp.resolve("home");
    ProgramResult ended =
        new Launcher(home)
            .run("-r", server.uri().toString(), "--timeout", "1", "--retries", "0", "cache");
    assertEquals(Exit.OK, ended.status(), ended::toString);
    assertArrayEquals(
        publisher.bytes(MODEL),
        Files.readAllBytes(home.resolve(".local/share/pumaguard/models").resolve(MODEL)));
    assertEquals(1, source.requests("/" + MODEL).size());
  }

  @Test
  void pythonWaitsLongerThanItsTimeOut() throws IOException {
    source.failAlways("/" + MODEL, SLOWLY);
    String program =
        """
        import sys, urllib.request
        with urllib.request.urlopen(sys.argv[1], timeout=1) as answer:
            open(sys.argv[2], 'wb').write(answer.read())
        """;
    Path target = temp.resolve("target");
    ProgramResult ended =
        new ProcessRunner(temp)
            .run("python3", "-c", program, url("/models/" + MODEL), target.toString());
    assertEquals(Exit.OK, ended.status(), ended::toString);
    assertArrayEquals(publisher.bytes(MODEL), Files.readAllBytes(target));
  }

  @Test
  void curlBearsIt() throws IOException {
    source.failAlways("/" + MODEL, SLOWLY);
    Path target = temp.resolve("target");
    ProgramResult ended =
        new ProcessRunner(temp)
            .run("curl", "-sSf", "-o", target.toString(), url("/models/" + MODEL));
    assertEquals(Exit.OK, ended.status(), ended::toString);
    assertArrayEquals(publisher.bytes(MODEL), Files.readAllBytes(target));
  }

  @Test
  void sendsNoInterimResponsesToHttp10() throws IOException {
    source.failAlways("/" + MODEL, SLOWLY);
    try (RawConnection wire = new RawConnection(server.uri())) {
      wire.raw("GET /models/" + MODEL + " HTTP/1.0\r\nHost: localhost\r\n\r\n");
      RawConnection.Answer answer = wire.read(true);
      assertEquals(0, answer.interim());
      assertArrayEquals(publisher.bytes(MODEL), answer.body());
    }
  }

  @Test
  void aPartCanBeWaitedForToo() throws IOException {
    RawConnection.Answer part = ask("/models/" + MODEL, "Range: bytes=10-19");
    assertEquals(206, part.status());
    assertEquals(Optional.of("bytes 10-19/" + BYTES), part.header("Content-Range"));
  }

  @Test
  void survivesAClientThatDisconnects() throws IOException {
    source.failAlways("/" + MODEL, SLOWLY);
    for (int i = 0; i < 20; i++) {
      try (RawConnection gone = new RawConnection(server.uri())) {
        gone.send("GET", "/models/" + MODEL);
        if (i % 2 == 0) {
          awaitFetch();
        }
      }
    }
    RawConnection.Answer answer = ask("/models/" + MODEL);
    assertArrayEquals(publisher.bytes(MODEL), answer.body());
    assertEquals(1, source.requests("/" + MODEL).size());
  }

  private void awaitFetch() {
    while (source.requests("/" + MODEL).isEmpty()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void requestsBehindOneThatWaitsAreAnsweredAfterIt() throws IOException {
    source.failAlways("/" + MODEL, SLOWLY);
    try (RawConnection wire = new RawConnection(server.uri())) {
      wire.send("GET", "/models/" + MODEL);
      wire.send("GET", "/health/live");
      assertArrayEquals(publisher.bytes(MODEL), wire.read(true).body());
      assertEquals(Map.of("status", "live"), wire.read(true).json());
    }
  }

  @Test
  void aSourceThatFailsIsAProblem() throws IOException {
    source.failAlways("/" + MODEL, Fault.status(404));
    RawConnection.Answer unavailable = ask("/models/" + MODEL);
    assertEquals(503, unavailable.status(), unavailable::toString);
    assertTrue(unavailable.header("Retry-After").isPresent());
    assertEquals("not-found", unavailable.json().get("kind"));
    source.failAlways("/" + MODEL, Fault.flip(10));
    RawConnection.Answer wrong = ask("/models/" + MODEL);
    assertEquals(502, wrong.status(), wrong::toString);
    assertEquals("integrity", wrong.json().get("kind"));
    assertEquals(404, ask("/models/other.pt").status());
    assertEquals(404, ask("/blobs/sha256/" + "0".repeat(64)).status());
    source.heal();
    assertArrayEquals(publisher.bytes(MODEL), ask("/models/" + MODEL).body());
  }

  @Test
  void askingWhetherItIsThereFetchesItToo() throws IOException {
    try (RawConnection wire = new RawConnection(server.uri())) {
      RawConnection.Answer head = wire.ask("HEAD", "/models/" + MODEL);
      assertEquals(200, head.status());
      assertEquals(Optional.of(String.valueOf(BYTES)), head.header("Content-Length"));
    }
    assertTrue(server.server().cache().find(ModelName.parse(MODEL)).isPresent());
  }

  private RawConnection.Answer ask(String path, String... headers) throws IOException {
    try (RawConnection wire = new RawConnection(server.uri())) {
      return wire.ask("GET", path, headers);
    }
  }

  private String url(String path) {
    return server.uri().resolve(path).toString();
  }
}

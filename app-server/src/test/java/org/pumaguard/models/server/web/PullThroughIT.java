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
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.server.InProcess;
import org.pumaguard.models.server.Publisher;
import org.pumaguard.models.server.Station;
import org.pumaguard.models.server.Wire;
import org.pumaguard.models.server.settings.ServerSettings;

/** Whoever asks for what is not there yet gets it when it is there, however long that takes. */
class PullThroughIT {

  private static final String MODEL = "m.pt";
  private static final int BYTES = 40_000;

  /** Takes about four seconds, in steps that are no stall. */
  private static final Fault SLOWLY = Fault.rate(10_000);

  @TempDir private Path temp;
  private FaultyServer source;
  private Publisher publisher;
  private InProcess server;

  @BeforeEach
  void start() throws IOException {
    source = new FaultyServer();
    publisher = new Publisher(temp.resolve("www")).whole(MODEL, BYTES, 1).writeTo(source);
    ServerSettings settings =
        InProcess.impatient(Duration.ofSeconds(1), 100).wanting(ServerSettings.Wanted.NONE);
    server =
        new InProcess(
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
  void aClientThatWaitsIsToldThatSomebodyIsThere() throws IOException {
    source.failAlways("/" + MODEL, SLOWLY);
    Wire.Answer answer = ask("/models/" + MODEL);
    assertEquals(200, answer.status());
    assertArrayEquals(publisher.bytes(MODEL), answer.body());
    assertTrue(answer.interim() > 3, "told " + answer.interim() + " times");
    assertEquals(0, ask("/models/" + MODEL).interim());
  }

  @Test
  void theCommandLineWaitsLongerThanItsTimeOut() throws IOException {
    source.failAlways("/" + MODEL, SLOWLY);
    Path home = temp.resolve("home");
    Station.Ended ended =
        Station.cli(
            home, "-r", server.uri().toString(), "--timeout", "1", "--retries", "0", "cache");
    assertEquals(0, ended.status(), ended::toString);
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
    Station.Ended ended =
        Station.run(temp, "python3", "-c", program, url("/models/" + MODEL), target.toString());
    assertEquals(0, ended.status(), ended::toString);
    assertArrayEquals(publisher.bytes(MODEL), Files.readAllBytes(target));
  }

  @Test
  void curlBearsIt() throws IOException {
    source.failAlways("/" + MODEL, SLOWLY);
    Path target = temp.resolve("target");
    Station.Ended ended =
        Station.run(temp, "curl", "-sSf", "-o", target.toString(), url("/models/" + MODEL));
    assertEquals(0, ended.status(), ended::toString);
    assertArrayEquals(publisher.bytes(MODEL), Files.readAllBytes(target));
  }

  @Test
  void onlyThoseAreToldWhoKnowWhatThatMeans() throws IOException {
    source.failAlways("/" + MODEL, SLOWLY);
    try (Wire wire = new Wire(server.uri())) {
      wire.raw("GET /models/" + MODEL + " HTTP/1.0\r\nHost: localhost\r\n\r\n");
      Wire.Answer answer = wire.read(true);
      assertEquals(0, answer.interim());
      assertArrayEquals(publisher.bytes(MODEL), answer.body());
    }
  }

  @Test
  void aPartCanBeWaitedForToo() throws IOException {
    Wire.Answer part = ask("/models/" + MODEL, "Range: bytes=10-19");
    assertEquals(206, part.status());
    assertEquals(Optional.of("bytes 10-19/" + BYTES), part.header("Content-Range"));
  }

  @Test
  void whoGoesAwayWhileHeWaitsDoesNoHarm() throws IOException {
    source.failAlways("/" + MODEL, SLOWLY);
    for (int i = 0; i < 20; i++) {
      try (Wire gone = new Wire(server.uri())) {
        gone.send("GET", "/models/" + MODEL);
        if (i % 2 == 0) {
          awaitFetch();
        }
      }
    }
    Wire.Answer answer = ask("/models/" + MODEL);
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
    try (Wire wire = new Wire(server.uri())) {
      wire.send("GET", "/models/" + MODEL);
      wire.send("GET", "/health/live");
      assertArrayEquals(publisher.bytes(MODEL), wire.read(true).body());
      assertEquals(Map.of("status", "live"), wire.read(true).json());
    }
  }

  @Test
  void aSourceThatFailsIsAProblem() throws IOException {
    source.failAlways("/" + MODEL, Fault.status(404));
    Wire.Answer unavailable = ask("/models/" + MODEL);
    assertEquals(503, unavailable.status(), unavailable::toString);
    assertTrue(unavailable.header("Retry-After").isPresent());
    assertEquals("unavailable", unavailable.json().get("kind"));
    source.failAlways("/" + MODEL, Fault.flip(10));
    Wire.Answer wrong = ask("/models/" + MODEL);
    assertEquals(502, wrong.status(), wrong::toString);
    assertEquals("integrity", wrong.json().get("kind"));
    assertEquals(404, ask("/models/other.pt").status());
    assertEquals(404, ask("/blobs/sha256/" + "0".repeat(64)).status());
    source.heal();
    assertArrayEquals(publisher.bytes(MODEL), ask("/models/" + MODEL).body());
  }

  @Test
  void askingWhetherItIsThereFetchesItToo() throws IOException {
    try (Wire wire = new Wire(server.uri())) {
      Wire.Answer head = wire.ask("HEAD", "/models/" + MODEL);
      assertEquals(200, head.status());
      assertEquals(Optional.of(String.valueOf(BYTES)), head.header("Content-Length"));
    }
    assertTrue(server.server().cache().find(ModelName.parse(MODEL)).isPresent());
  }

  private Wire.Answer ask(String path, String... headers) throws IOException {
    try (Wire wire = new Wire(server.uri())) {
      return wire.ask("GET", path, headers);
    }
  }

  private String url(String path) {
    return server.uri().resolve(path).toString();
  }
}

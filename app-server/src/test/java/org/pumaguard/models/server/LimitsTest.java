package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.pumaguard.models.server.settings.ServerSettings;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.RawConnection;
import org.pumaguard.models.testkit.SampleRegistry;

/** What is too large, too slow or too much harms nobody else. */
@Execution(ExecutionMode.CONCURRENT)
class LimitsTest {

  private static final String MODEL = "m.h5";
  private static final int BYTES = 24_000_000;
  private static final int SMALL_WINDOW = 8192;
  private static final Duration SOON = Duration.ofSeconds(1);

  @TempDir private Path temp;
  private SampleRegistry publisher;

  @BeforeEach
  void publish() throws IOException {
    publisher = SampleRegistry.sized(temp.resolve("www")).single(MODEL, BYTES, 1).write();
  }

  @Test
  void headersThatAreTooLargeOrTooManyAreRefused() throws Exception {
    try (EmbeddedServer server = server(EmbeddedServer.settings())) {
      assertRefused(server, "X-Large: " + "x".repeat(100_000));
      assertRefused(server, "X-Many: 1\r\n".repeat(500).strip());
      try (RawConnection wire = new RawConnection(server.uri())) {
        wire.send("GET", "/models/" + "x".repeat(100_000));
        assertTrue(endsOrRefuses(wire));
      }
      assertAlive(server);
    }
  }

  private static void assertRefused(EmbeddedServer server, String header) throws IOException {
    try (RawConnection wire = new RawConnection(server.uri())) {
      wire.send("GET", "/health/live", header);
      assertTrue(endsOrRefuses(wire), header.substring(0, 20));
    }
  }

  /** Either is an answer to what is no request. */
  private static boolean endsOrRefuses(RawConnection wire) {
    try {
      return wire.head().status() >= 400;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void bodiesThatAreTooLargeAreNotTakenIn() throws Exception {
    try (EmbeddedServer server = server(EmbeddedServer.settings()).awaitReady()) {
      for (String body :
          new String[] {
            "Content-Length: 10000000000\r\n\r\n" + "x".repeat(100_000),
            "Transfer-Encoding: chunked\r\n\r\n20000\r\n" + "x".repeat(0x20000),
          }) {
        try (RawConnection wire = new RawConnection(server.uri())) {
          wire.raw("POST /api/v1/models/m.h5/ensure HTTP/1.1\r\nHost: localhost\r\n" + body);
          RawConnection.Answer answer = wire.read(true);
          assertTrue(answer.status() == 413 || answer.status() == 202, answer::toString);
          wire.toTheEnd();
        } catch (IOException e) {
          // It was cut off while it sent: that is a refusal.
        }
      }
      assertAlive(server);
    }
  }

  @Test
  void refusesABodyThatIsTooLarge() throws Exception {
    try (EmbeddedServer server = server(EmbeddedServer.settings()).awaitReady()) {
      for (String method : List.of("POST", "PUT")) {
        try (RawConnection wire = new RawConnection(server.uri())) {
          RawConnection.Answer refused =
              wire.ask(method, "/api/v1/models/m.h5/ensure", "Content-Length: " + ((64 << 10) + 1));
          assertEquals(413, refused.status(), refused::toString);
          assertEquals(
              Optional.of("application/problem+json"),
              refused.header("Content-Type").map(type -> type.split(";", -1)[0]));
          assertTrue(refused.text().contains("65536 bytes at most"), refused::toString);
          assertEquals(0, wire.toTheEnd(), "the connection ends, so that nothing is sent in vain");
        }
      }
      try (RawConnection wire = new RawConnection(server.uri())) {
        wire.send("POST", "/api/v1/models/m.h5/ensure", "Content-Length: " + (64 << 10));
        wire.raw("x".repeat(64 << 10));
        assertEquals(202, wire.read(true).status(), "so much may be");
      }
      assertAlive(server);
    }
  }

  @Test
  void servesBesideTwoHundredIdleConnections() throws Exception {
    try (EmbeddedServer server = server(EmbeddedServer.settings()).awaitReady()) {
      List<RawConnection> slow = new ArrayList<>();
      try {
        for (int i = 0; i < 200; i++) {
          RawConnection wire = new RawConnection(server.uri(), SMALL_WINDOW);
          slow.add(wire);
          switch (i % 4) {
            case 0 -> wire.raw("GET /models/" + MODEL + " HTTP/1.1\r\nHost: loc");
            case 1 -> wire.send("GET", "/models/" + MODEL);
            case 2 -> wire.send("GET", "/api/v1/events");
            default -> wire.ask("GET", "/health/live");
          }
        }
        try (RawConnection wire = new RawConnection(server.uri())) {
          for (int i = 0; i < 5; i++) {
            assertEquals(
                publisher.digestOf(MODEL), Digests.of(wire.ask("GET", "/models/" + MODEL).body()));
            assertEquals(200, wire.ask("GET", "/api/v1/status").status());
          }
        }
        RawConnection begun = slow.get(1);
        assertEquals(200, begun.head().status());
        assertEquals(publisher.digestOf(MODEL), Digests.of(begun.bytes(BYTES)));
      } finally {
        for (RawConnection wire : slow) {
          wire.close();
        }
      }
      assertAlive(server);
    }
  }

  @Test
  void disconnectsAnIdleClient() throws Exception {
    try (EmbeddedServer server = server(EmbeddedServer.impatient(SOON, 100)).awaitReady();
        RawConnection halfSent = new RawConnection(server.uri());
        RawConnection silent = new RawConnection(server.uri());
        RawConnection idle = new RawConnection(server.uri());
        RawConnection drip = new RawConnection(server.uri(), SMALL_WINDOW)) {
      halfSent.raw("GET / HTTP/1.1\r\nHost: loc");
      idle.ask("GET", "/health/live");
      drip.send("GET", "/models/" + MODEL);
      drip.head();
      assertEquals(0, halfSent.toTheEnd());
      assertEquals(0, silent.toTheEnd());
      assertEquals(0, idle.toTheEnd());
      awaitEndOfTransfer(server);
      // What the system has taken in for the client still comes.
      assertTrue(drip.toTheEnd() < BYTES);
      assertAlive(server);
    }
  }

  @Test
  void keepsASlowReader() throws Exception {
    try (EmbeddedServer server = server(EmbeddedServer.impatient(SOON, 100)).awaitReady();
        RawConnection slow = new RawConnection(server.uri(), SMALL_WINDOW)) {
      slow.send("GET", "/models/" + MODEL);
      slow.head();
      byte[] all = new byte[BYTES];
      int part = BYTES / 12;
      for (int i = 0; i < 12; i++) {
        // This is how slow clients are, and waits for nothing.
        Thread.sleep(SOON.dividedBy(3).toMillis());
        System.arraycopy(slow.bytes(part), 0, all, i * part, part);
      }
      assertEquals(publisher.digestOf(MODEL), Digests.of(all));
    }
  }

  @Test
  void moreConnectionsThanAreAllowedWaitForTheirTurn() throws Exception {
    try (EmbeddedServer server =
        server(EmbeddedServer.impatient(Duration.ofSeconds(30), 5)).awaitReady()) {
      List<RawConnection> first = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        RawConnection wire = new RawConnection(server.uri());
        wire.ask("GET", "/health/live");
        first.add(wire);
      }
      try (RawConnection next = new RawConnection(server.uri())) {
        next.send("GET", "/health/live");
        assertEquals(200, first.get(0).ask("GET", "/health/live").status());
        for (RawConnection wire : first) {
          wire.close();
        }
        assertEquals(200, next.read(true).status());
      }
    }
  }

  /** Waits until the server has counted what it sent of a model, which it does in the end. */
  private static void awaitEndOfTransfer(EmbeddedServer server) throws IOException {
    boolean isOver = false;
    while (!isOver) {
      try (RawConnection wire = new RawConnection(server.uri())) {
        isOver = wire.ask("GET", "/metrics").text().contains("route=\"/models/{name}\"");
      }
    }
  }

  private EmbeddedServer server(ServerSettings settings) {
    return new EmbeddedServer(temp.resolve("cache"), publisher.registry().toUri(), settings);
  }

  private static void assertAlive(EmbeddedServer server) throws IOException {
    try (RawConnection wire = new RawConnection(server.uri())) {
      assertEquals(200, wire.ask("GET", "/health/live").status());
    }
  }
}

package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Reason;

class HttpFailureTest {

  private static final byte[] CONTENT = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

  private final HttpFixture http = HttpFixture.patient();
  private final Location location = http.server.publish("/a", CONTENT);

  HttpFailureTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    http.close();
  }

  @ParameterizedTest
  @CsvSource({
    "204, REFUSED",
    "300, REFUSED",
    "400, REFUSED",
    "401, FORBIDDEN",
    "403, FORBIDDEN",
    "404, NOT_FOUND",
    "405, REFUSED",
    "407, FORBIDDEN",
    "408, BUSY",
    "410, NOT_FOUND",
    "412, RANGE_REFUSED",
    "416, RANGE_REFUSED",
    "418, REFUSED",
    "425, BUSY",
    "429, BUSY",
    "451, REFUSED",
    "500, SERVER_ERROR",
    "501, REFUSED",
    "502, SERVER_ERROR",
    "503, BUSY",
    "504, SERVER_ERROR",
    "505, REFUSED",
    "599, SERVER_ERROR"
  })
  void mapsAStatusToAReason(int status, Reason reason) {
    http.server.failAlways("/a", Fault.status(status));

    Failure failure = failure();

    assertEquals(reason, failure.reason());
    assertEquals(location, failure.location());
    assertTrue(String.valueOf(failure.getMessage()).startsWith("HTTP " + status));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 503})
  void doesNotRetry(int status) {
    http.server.failAlways("/a", Fault.status(status, "Retry-After: 0"));

    failure();

    assertEquals(1, http.server.requests().size());
  }

  /** The request had no condition, so there is no known content. */
  @Test
  void refusesAnUnexpectedNotModified() {
    http.server.failAlways("/a", Fault.status(304));

    assertEquals(Reason.REFUSED, failure().reason());
  }

  @Test
  void reportsAConnectionLostInTheHandshake() throws Exception {
    try (ServerSocket hangsUp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Caller<Integer> server =
          Caller.of(
              () -> {
                try (Socket connection = hangsUp.accept()) {
                  return connection.getInputStream().read();
                }
              });
      URI secure = URI.create("https://127.0.0.1:" + hangsUp.getLocalPort() + "/a");

      Failure failure = assertThrows(Failure.class, () -> http.fetch(new Location(secure)));

      assertEquals(Reason.BROKEN, failure.reason());
      assertEquals(0x16, server.result(), "the client started a handshake");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 9})
  void reportsAConnectionClosedInTheBody(long bytes) {
    http.server.failAlways("/a", Fault.drop(bytes));

    Failure failure = failure();

    assertEquals(Reason.BROKEN, failure.reason());
    assertEquals("connection closed after " + bytes + " of 10 bytes", failure.getMessage());
  }

  @Test
  void reportsATruncatedChunkedBody() {
    http.server.failAlways("/a", Fault.header("Transfer-Encoding: chunked", "Content-Length: 10"));

    assertEquals(Reason.BROKEN, failure().reason());
  }

  @Test
  void reportsABodyShorterThanAnnounced() {
    http.server.failAlways("/a", Fault.header("Content-Length: 11"));

    assertEquals(Reason.BROKEN, failure().reason());
  }

  @Test
  void readsNoMoreBytesThanAnnounced() throws IOException {
    http.server.failAlways("/a", Fault.header("Content-Length: 9"));

    assertEquals(9, http.fetch(location).bytes().length);
  }

  /** The second connection, which replaces the kept one, is refused. */
  @Test
  void failsIfAServerStopsBehindAKeptConnection() throws Exception {
    CompletableFuture<ScriptedServer> itself = new CompletableFuture<>();
    try (ScriptedServer server =
        new ScriptedServer(
            client -> {
              client.text("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              client.connection().getInputStream().read();
              itself.join().close();
            })) {
      itself.complete(server);
      Location there = server.location("/a");
      assertEquals(2, http.fetch(there).bytes().length);

      Failure failure =
          assertInstanceOf(Failure.class, Caller.of(() -> http.fetch(there)).failure());

      assertEquals(Reason.UNREACHABLE, failure.reason());
    }
  }

  @Test
  void pushesCorruptBytesUnchanged() throws IOException {
    http.server.failAlways("/a", Fault.flip(3));

    assertArrayEquals(
        new byte[] {1, 2, 3, (byte) ~4, 5, 6, 7, 8, 9, 10}, http.fetch(location).bytes());
  }

  @Test
  void reportsARefusedConnection() throws IOException {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    Location closed = new Location(URI.create("http://127.0.0.1:" + port + "/a"));

    Failure failure = assertThrows(Failure.class, () -> http.fetch(closed));

    assertEquals(Reason.UNREACHABLE, failure.reason());
    assertEquals(closed, failure.location());
    assertEquals("could not connect: connection refused", failure.getMessage());
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 5})
  void reportsAReadTimeOut(long afterBytes) throws IOException {
    try (HttpFixture impatient = new HttpFixture(Duration.ofMillis(300), 1)) {
      Location stalling = impatient.server.publish("/a", CONTENT);
      impatient.server.failAlways("/a", Fault.stall(afterBytes));

      Failure failure = assertThrows(Failure.class, () -> impatient.fetch(stalling));

      assertEquals(Reason.TIMED_OUT, failure.reason());
      assertTrue(String.valueOf(failure.getMessage()).endsWith(" timed out after 0.3 s"));
    }
  }

  @Test
  void succeedsAfterATransientFault() throws IOException {
    http.server.failOnce("/a", Fault.status(500), Fault.drop(3));
    failure();
    failure();

    assertArrayEquals(CONTENT, http.fetch(location).bytes());
  }

  private Failure failure() {
    return assertThrows(Failure.class, () -> http.fetch(location));
  }
}

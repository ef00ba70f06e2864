package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Reason;

/** Peers that speak another protocol than HTTP/1.1, and the texts of errors. */
class OtherProtocolsTest {

  private static final byte[] CONTENT = "mountain lion".getBytes(StandardCharsets.UTF_8);

  /** The peers keep the connection open; a test that waits for them fails. */
  private final HttpFixture http = new HttpFixture(Duration.ofMinutes(10), 4);

  OtherProtocolsTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    http.close();
  }

  @Test
  void namesTheBannerOfAServerThatSpeaksFirst() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Caller.running(
          () -> {
            try (var client = listener.accept()) {
              client
                  .getOutputStream()
                  .write("SSH-2.0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.US_ASCII));
              client.getInputStream().readAllBytes();
            }
          });

      Failure failure = failure(at("http", listener.getLocalPort()));

      assertEquals(Reason.REFUSED, failure.reason());
      assertEquals("not HTTP/1.1: begins with 'SSH-2.0-OpenSSH_9.2'", failure.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "000012040000000000000300000064, not HTTP/1.1: begins with an HTTP/2 frame",
    "1503030002022F, not HTTP but TLS; use an https address",
    "68656C6C6F, not HTTP/1.1: begins with 'hello'",
    "0D0A68656C6C6F0A, not HTTP/1.1: begins with 'hello'",
    "1B5B41, not HTTP/1.1: begins with the bytes 1b 5b 41"
  })
  void namesWhatAServerSends(String hex, String message) throws Exception {
    byte[] bytes = HexFormat.of().parseHex(hex);
    try (ScriptedServer server =
        new ScriptedServer(
            client -> {
              client.bytes(bytes);
              client.connection().getInputStream().readAllBytes();
            })) {
      Failure failure = failure(server.location("/a"));

      assertEquals(Reason.REFUSED, failure.reason());
      assertEquals(message, failure.getMessage());
    }
  }

  @Test
  void recognisesPlainHttpAtAnHttpsAddress() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Caller.running(
          () -> {
            try (var client = listener.accept()) {
              client
                  .getOutputStream()
                  .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
              client.getInputStream().readAllBytes();
            }
          });

      Failure failure = failure(at("https", listener.getLocalPort()));

      assertEquals(
          "TLS handshake failed: the server does not speak TLS; it may be meant for an http"
              + " address",
          failure.getMessage());
    }
  }

  @Test
  void recognisesTlsAtAnHttpAddress(@TempDir Path temp) throws Exception {
    try (ScriptedServer server =
        ScriptedServer.secure(
            Certificates.make(temp), Certificates.GOOD, ScriptedServer.always(CONTENT))) {
      Failure failure = failure(at("http", server.location("/").uri().getPort()));

      assertEquals("not HTTP but TLS; use an https address", failure.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 13\r\nContent-Length: 13", "Content-Length: 13, 13"})
  void acceptsEqualLengths(String lengths) throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            client -> {
              client.text("HTTP/1.1 200 OK\r\n" + lengths + "\r\n\r\n");
              client.bytes(CONTENT);
            })) {
      assertArrayEquals(CONTENT, http.fetch(server.location("/a")).bytes());
    }
  }

  @Test
  void refusesDifferentLengths() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            client ->
                client.text(
                    "HTTP/1.1 200 OK\r\nContent-Length: 13\r\nContent-Length: 14\r\n\r\n"))) {
      assertThrows(Failure.class, () -> http.fetch(server.location("/a")));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain, 'the token s1gnature has expired\nask again', ': the token … has expired'",
    "application/xml, <Error><Message>No access</Message></Error>, ': No access'",
    "text/html, <html><body><h1>403 Forbidden</h1></body></html>, ''",
    "application/octet-stream, secret, ''"
  })
  void addsTheTextOfAnError(String type, String body, String shown) throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            client ->
                client.send(
                    "HTTP/1.1 403 Forbidden\r\nContent-Type: " + type,
                    body.getBytes(StandardCharsets.UTF_8)))) {
      Failure failure =
          assertThrows(Failure.class, () -> http.fetch(server.location("/a?sig=s1gnature")));

      assertEquals(Reason.FORBIDDEN, failure.reason());
      assertEquals("HTTP 403 Forbidden" + shown, failure.getMessage());
    }
  }

  @Test
  void doesNotWaitForTheTextOfAnError() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            client -> {
              client.text(
                  "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length:"
                      + " 900\r\n\r\nno such m");
              client.connection().getInputStream().readAllBytes();
            })) {
      Failure failure = failure(server.location("/a"));

      assertEquals(Reason.NOT_FOUND, failure.reason());
      assertTrue(String.valueOf(failure.getMessage()).startsWith("HTTP 404 Not Found"));
      assertFalse(failure.toString().contains("time"));
    }
  }

  private Failure failure(Location location) throws InterruptedException {
    return (Failure) Caller.of(() -> http.fetch(location)).failure();
  }

  private static Location at(String scheme, int port) {
    return new Location(URI.create(scheme + "://127.0.0.1:" + port + "/a"));
  }
}

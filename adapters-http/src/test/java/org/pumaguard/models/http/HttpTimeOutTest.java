package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.CollectingReceiver;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.http.settings.CredentialSettings;
import org.pumaguard.models.http.settings.HttpSettings;
import org.pumaguard.models.http.settings.ProxySettings;
import org.pumaguard.models.http.settings.TrustSettings;

/** Servers that send slowly or without end: every fetch ends, and a slow body is complete. */
class HttpTimeOutTest {

  private static final Duration TIMEOUT = Duration.ofMillis(400);

  /** The start of a server's handshake message. */
  private static final byte[] RECORD_OF_16_KIB = {0x16, 3, 3, 0x40, 0, 2, 0, 0x3f, (byte) 0xfc};

  private final HttpFixture http = new HttpFixture(TIMEOUT, 2);

  HttpTimeOutTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    http.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nX-Slow: ",
        "HTTP/1.1 302 Found\r\nLocation: /next?",
        "HTTP/1.1 100 Continue\r\nX-Slow: ",
        "HTTP/1.1 "
      })
  void timesOutOnATricklingHead(String start) throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            client -> {
              client.text(start);
              client.trickle(new byte[100_000]);
            })) {
      Failure failure = failure(server.location("/a"));

      assertEquals(Reason.TIMED_OUT, failure.reason());
      assertEquals("response head timed out after 0.4 s", failure.getMessage());
    }
  }

  @Test
  void timesOutOnATricklingHeadAfterARedirect() throws Exception {
    try (ScriptedServer slow =
            new ScriptedServer(
                client -> {
                  client.text("HTTP/1.1 200 OK\r\nX-Slow: ");
                  client.trickle(new byte[100_000]);
                });
        ScriptedServer server =
            new ScriptedServer(ScriptedServer.redirect(slow.location("/a").toString()))) {
      assertEquals(Reason.TIMED_OUT, failure(server.location("/a")).reason());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\n\r\n"})
  void timesOutOnEndlessInterimResponses(String interim) throws Exception {
    try (ScriptedServer server = new ScriptedServer(client -> client.forever(interim))) {
      assertEquals(Reason.TIMED_OUT, failure(server.location("/a")).reason());
    }
  }

  @Test
  void restartsTheTimeOutAtInterimResponses() throws Exception {
    try (ScriptedServer server =
            new ScriptedServer(
                client -> {
                  for (int i = 0; i < 50; i++) {
                    client.text("HTTP/1.1 100 Continue\r\n\r\n");
                    client.pause();
                    client.pause();
                  }
                  client.text("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole");
                });
        HttpFixture slowFixture = new HttpFixture(Duration.ofMillis(1500), 1)) {
      assertArrayEquals(
          "whole".getBytes(StandardCharsets.UTF_8),
          slowFixture.fetch(server.location("/a")).bytes());
    }
  }

  static Stream<Arguments> endlessHeads() {
    return Stream.of(
        Arguments.of("HTTP/1.1 200 OK\r\nX-First: ", "x"),
        Arguments.of("HTTP/1.1 200 OK\r\n", "X-More: more\r\n"),
        Arguments.of("HTTP/1.1 200 OK\r\n", "\0"),
        Arguments.of("", "\r\n"),
        Arguments.of("", "no HTTP\r\n"));
  }

  @ParameterizedTest
  @MethodSource("endlessHeads")
  void refusesAnEndlessHead(String start, String more) throws Exception {
    try (ScriptedServer server =
            new ScriptedServer(
                client -> {
                  client.text(start);
                  client.forever(more);
                });
        HttpFixture patient = HttpFixture.patient()) {
      Location location = server.location("/a");

      Failure failure =
          assertInstanceOf(Failure.class, Caller.of(() -> patient.fetch(location)).failure());

      assertNotEquals(Reason.TIMED_OUT, failure.reason());
    }
  }

  @Test
  void acceptsABodySlowerThanTheTimeOut() throws Exception {
    byte[] content = "mountain lion. ".repeat(9).getBytes(StandardCharsets.UTF_8);
    try (ScriptedServer server =
            new ScriptedServer(
                client -> {
                  client.text("HTTP/1.1 200 OK\r\nContent-Length: " + content.length + "\r\n\r\n");
                  client.trickle(content);
                });
        HttpFixture slowFixture = new HttpFixture(Duration.ofSeconds(2), 1)) {
      Location location = server.location("/a");
      CollectingReceiver receiver = Caller.of(() -> slowFixture.fetch(location)).result();

      assertArrayEquals(content, receiver.bytes());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void timesOutOnATlsHandshake(boolean trickles) throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Caller.of(
          () -> {
            try (Socket connection = server.accept()) {
              if (trickles) {
                connection.getOutputStream().write(RECORD_OF_16_KIB);
              }
              while (!over.await(20, TimeUnit.MILLISECONDS)) {
                connection.getOutputStream().write(new byte[trickles ? 1 : 0]);
              }
              return true;
            }
          });
      URI secure = URI.create("https://127.0.0.1:" + server.getLocalPort() + "/a");

      Failure failure = failure(new Location(secure));

      assertEquals(Reason.TIMED_OUT, failure.reason());
      assertEquals("TLS handshake timed out after 0.4 s", failure.getMessage());
      over.countDown();
    }
  }

  @Test
  void timesOutOnATricklingProxyResponse() throws Exception {
    try (ScriptedServer proxy =
            new ScriptedServer(
                client -> {
                  client.text("HTTP/1.1 200 OK\r\nX-Slow: ");
                  client.trickle(new byte[100_000]);
                });
        HttpFixture proxied =
            new HttpFixture(
                new HttpSettings(
                    TIMEOUT,
                    2,
                    "test",
                    new ProxySettings(
                        Optional.empty(),
                        Optional.of(new ProxySettings.Named("HTTPS_PROXY", proxy.authority())),
                        ""),
                    TrustSettings.JAVA,
                    CredentialSettings.NONE),
                warning -> {})) {
      Location secure = new Location(URI.create("https://127.0.0.1:1/a"));
      Failure failure =
          assertInstanceOf(Failure.class, Caller.of(() -> proxied.fetch(secure)).failure());

      assertEquals(Reason.TIMED_OUT, failure.reason());
    }
  }

  private Failure failure(Location location) throws InterruptedException {
    return assertInstanceOf(Failure.class, Caller.of(() -> http.fetch(location)).failure());
  }
}

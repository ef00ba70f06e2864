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
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
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
  void tellsWhatAStatusMeans(int status, Reason reason) {
    http.server.failAlways("/a", Fault.status(status));

    Failure failure = failure();

    assertEquals(reason, failure.reason());
    assertEquals(location, failure.location());
    assertTrue(String.valueOf(failure.getMessage()).contains(String.valueOf(status)));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 503})
  void doesNotRetryByItself(int status) {
    http.server.failAlways("/a", Fault.status(status, "Retry-After: 0"));

    failure();

    assertEquals(1, http.server.requests().size());
  }

  @ParameterizedTest
  @CsvSource({"0, PT0S", "120, PT2M", "' 7 ', PT7S", "86400, PT24H"})
  void readsHowManySecondsToWait(String seconds, Duration wait) {
    http.server.failAlways("/a", Fault.status(503, "Retry-After: " + seconds));

    assertEquals(Optional.of(wait), failure().retryAfter());
  }

  /** Nobody has said that anything is here. */
  @Test
  void isRefusedByAnUnaskedNotModified() {
    http.server.failAlways("/a", Fault.status(304));

    assertEquals(Reason.REFUSED, failure().reason());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "br",
        "gzip",
        "GZIP",
        "gzip, identity",
        "identity, br",
        "gzip, br",
        "identity\r\nContent-Encoding: br"
      })
  void isRefusedByAnyEncoding(String encodings) {
    http.server.failAlways("/a", Fault.header("Content-Encoding: " + encodings));

    assertEquals(Reason.REFUSED, failure().reason());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "identity", "Identity, identity", "identity\r\nContent-Encoding: "})
  void takesBytesThatAreNotEncoded(String encodings) throws Exception {
    Location location = http.server.publish("/plain", new byte[] {1, 2});
    http.server.failAlways("/plain", Fault.header("Content-Encoding: " + encodings));

    http.fetch(location);

    assertEquals(2, http.server.bytesSent("/plain"));
  }

  /** More than anybody waits: it is not less for having many digits. */
  @ParameterizedTest
  @ValueSource(strings = {"99999999", "99999999999", "999999999999999999999999999999"})
  void readsANumberOfAnyLength(String seconds) {
    http.server.failAlways("/a", Fault.status(503, "Retry-After: " + seconds));

    assertTrue(failure().retryAfter().orElseThrow().compareTo(Duration.ofDays(300)) > 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"EEEE, dd-MMM-yy HH:mm:ss 'GMT'", "EEE MMM ppd HH:mm:ss yyyy"})
  void readsTheOldFormsOfADate(String form) {
    String date =
        DateTimeFormatter.ofPattern(form, Locale.US)
            .format(Instant.now().plus(Duration.ofHours(2)).atOffset(ZoneOffset.UTC));
    http.server.failAlways("/a", Fault.status(503, "Retry-After: " + date));

    Duration wait = failure().retryAfter().orElseThrow();

    assertTrue(wait.compareTo(Duration.ofHours(1)) > 0, date);
    assertTrue(wait.compareTo(Duration.ofHours(2)) <= 0, date);
  }

  @Test
  void tellsThatAHandshakeBrokeOff() throws Exception {
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
      assertEquals(0x16, server.result(), "a handshake has begun");
    }
  }

  @Test
  void readsUntilWhenToWait() {
    Instant asked = Instant.now().plus(Duration.ofHours(2));
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(asked.atOffset(ZoneOffset.UTC));
    http.server.failAlways("/a", Fault.status(429, "Retry-After: " + date));

    Duration wait = failure().retryAfter().orElseThrow();

    assertTrue(wait.compareTo(Duration.ofHours(2)) <= 0, wait.toString());
    assertTrue(wait.compareTo(Duration.ofHours(1)) > 0, wait.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1", "1.5", "Mon, 01 Jan 2001 00:00:00 GMT"})
  void takesNoWaitFromWhatSaysNone(String value) {
    http.server.failAlways("/a", Fault.status(503, "Retry-After: " + value));

    Failure failure = failure();

    assertEquals(Reason.BUSY, failure.reason());
    assertEquals(Optional.empty(), failure.retryAfter());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 9})
  void tellsThatATransferBrokeOff(long bytes) {
    http.server.failAlways("/a", Fault.drop(bytes));

    assertEquals(Reason.BROKEN, failure().reason());
  }

  @Test
  void tellsThatAChunkedTransferBrokeOff() {
    http.server.failAlways("/a", Fault.header("Transfer-Encoding: chunked", "Content-Length: 10"));

    assertEquals(Reason.BROKEN, failure().reason());
  }

  @Test
  void tellsThatFewerBytesCameThanAnnounced() {
    http.server.failAlways("/a", Fault.header("Content-Length: 11"));

    assertEquals(Reason.BROKEN, failure().reason());
  }

  @Test
  void takesNoMoreBytesThanAnnounced() throws IOException {
    http.server.failAlways("/a", Fault.header("Content-Length: 9"));

    assertEquals(9, http.fetch(location).bytes().length);
  }

  /** Nobody is there any more who would take another connection. */
  @Test
  void endsWhenAServerEndsThatHadKeptTheConnection() throws Exception {
    CompletableFuture<ScriptedServer> itself = new CompletableFuture<>();
    try (ScriptedServer server =
        new ScriptedServer(
            asked -> {
              asked.text("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              asked.connection().getInputStream().read();
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
  void pushesSpoiltBytesForOthersToNotice() throws IOException {
    http.server.failAlways("/a", Fault.flip(3));

    assertArrayEquals(
        new byte[] {1, 2, 3, (byte) ~4, 5, 6, 7, 8, 9, 10}, http.fetch(location).bytes());
  }

  @ParameterizedTest
  @CsvSource({"/a.tar.gz, gzip", "/a.tgz, x-gzip", "/A.GZ, GZIP", "/a.gz?version=1, gzip"})
  void keepsTheCompressionOfACompressedFile(String path, String encoding) throws IOException {
    Location packed = http.server.publish(path, CONTENT);
    http.server.failAlways(path, Fault.header("Content-Encoding: " + encoding));

    assertArrayEquals(CONTENT, http.fetch(packed).bytes());
    assertArrayEquals(CONTENT, http.fetch(http.server.redirect("/moved", 302, path)).bytes());
  }

  @ParameterizedTest
  @CsvSource({"/a.tar.gz, br", "/a.gz, 'gzip, gzip'", "/a.gz.txt, gzip", "/a?b=c.gz, gzip"})
  void refusesEncodingsThatTheNameDoesNotExplain(String path, String encoding) {
    Location other = http.server.publish(path, CONTENT);
    http.server.failAlways(path, Fault.header("Content-Encoding: " + encoding));

    Failure failure = assertThrows(Failure.class, () -> http.fetch(other));

    assertEquals(Reason.REFUSED, failure.reason());
    assertTrue(String.valueOf(failure.getMessage()).contains("encodes the bytes as " + encoding));
  }

  @Test
  void takesBytesThatAreSaidToBeThemselves() throws IOException {
    http.server.failAlways("/a", Fault.header("Content-Encoding: identity"));

    assertArrayEquals(CONTENT, http.fetch(location).bytes());
  }

  @Test
  void tellsThatNobodyListens() throws IOException {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    Location nobody = new Location(URI.create("http://127.0.0.1:" + port + "/a"));

    Failure failure = assertThrows(Failure.class, () -> http.fetch(nobody));

    assertEquals(Reason.UNREACHABLE, failure.reason());
    assertEquals(nobody, failure.location());
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 5})
  void tellsThatNothingMoreComes(long afterBytes) throws IOException {
    try (HttpFixture impatient = new HttpFixture(Duration.ofMillis(300), 1)) {
      Location stalling = impatient.server.publish("/a", CONTENT);
      impatient.server.failAlways("/a", Fault.stall(afterBytes));

      Failure failure = assertThrows(Failure.class, () -> impatient.fetch(stalling));

      assertEquals(Reason.TIMED_OUT, failure.reason());
    }
  }

  @Test
  void succeedsAtTheNextTryWhenAFaultHasPassed() throws IOException {
    http.server.failOnce("/a", Fault.status(500), Fault.drop(3));
    failure();
    failure();

    assertArrayEquals(CONTENT, http.fetch(location).bytes());
  }

  private Failure failure() {
    return assertThrows(Failure.class, () -> http.fetch(location));
  }
}

package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That the server of the tests is right where it is told of no fault, and wrong as it is told. */
class FaultyServerTest {

  private static final byte[] CONTENT = "0123456789".getBytes(StandardCharsets.US_ASCII);
  private static final String TAG = FaultyServer.tagOf(CONTENT);
  private static final Instant DATE = Instant.parse("2025-10-14T12:00:00Z");

  private final FaultyServer server = new FaultyServer();
  private final URI location = server.publish("/a", CONTENT).uri();
  private final HttpClient client = HttpClient.newHttpClient();

  FaultyServerTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-, 0123456789, bytes 0-9/10",
    "bytes=3-, 3456789, bytes 3-9/10",
    "bytes=3-5, 345, bytes 3-5/10",
    "bytes=3-3, 3, bytes 3-3/10",
    "bytes=8-99, 89, bytes 8-9/10",
    "bytes=-4, 6789, bytes 6-9/10",
    "bytes=-99, 0123456789, bytes 0-9/10"
  })
  void sendsAPart(String range, String body, String contentRange) throws Exception {
    HttpResponse<byte[]> answer = get("Range", range);

    assertEquals(206, answer.statusCode());
    assertEquals(body, text(answer));
    assertEquals(Optional.of(contentRange), answer.headers().firstValue("Content-Range"));
    assertEquals(Optional.of("bytes"), answer.headers().firstValue("Accept-Ranges"));
    assertEquals(body.length(), server.bytesSent("/a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=-", "bytes=5-3", "bytes=0-1,3-4", "items=1-2", "bytes=x-"})
  void sendsAllWhenARangeIsMalformedOrSeveral(String range) throws Exception {
    assertEquals(200, get("Range", range).statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0"})
  void refusesAPartThatTheFileDoesNotHave(String range) throws Exception {
    HttpResponse<byte[]> answer = get("Range", range);

    assertEquals(416, answer.statusCode());
    assertEquals(Optional.of("bytes */10"), answer.headers().firstValue("Content-Range"));
  }

  @Test
  void sendsAPartOnlyOfTheSameFile() throws Exception {
    server.failAlways("/a", Fault.lastModified(DATE));

    assertEquals(206, get("Range", "bytes=3-", "If-Range", TAG).statusCode());
    assertEquals(200, get("Range", "bytes=3-", "If-Range", "\"other\"").statusCode());
    String date = "Tue, 14 Oct 2025 12:00:00 GMT";
    assertEquals(206, get("Range", "bytes=3-", "If-Range", date).statusCode());
    assertEquals(
        200, get("Range", "bytes=3-", "If-Range", date.replace("12:", "13:")).statusCode());
    server.failAlways("/a", Fault.WEAK_TAG);
    assertEquals(200, get("Range", "bytes=3-", "If-Range", "W/\"weak\"").statusCode());
  }

  @Test
  void answersAHeadWithoutABody() throws Exception {
    HttpResponse<byte[]> answer =
        client.send(
            HttpRequest.newBuilder(location).method("HEAD", noBody()).build(),
            HttpResponse.BodyHandlers.ofByteArray());

    assertEquals(Optional.of("10"), answer.headers().firstValue("Content-Length"));
    assertEquals(0, server.bytesSent());
  }

  @Test
  void keepsAConnectionOnlyWhenConfigured() throws IOException {
    String twice = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n".repeat(2);
    assertEquals(1, answers(twice));
    server.keepAlive();
    assertEquals(2, answers(twice));
  }

  @Test
  void addsFaultsUpAndUsesThoseForOneRequestUp() throws Exception {
    server.failOnce("/a", Fault.GZIP.with(Fault.CHUNKED).with(Fault.flip(3)));

    HttpResponse<byte[]> spoilt = get();
    byte[] unpacked = new GZIPInputStream(new ByteArrayInputStream(spoilt.body())).readAllBytes();

    assertEquals((byte) ~'3', unpacked[3]);
    assertEquals(Optional.empty(), spoilt.headers().firstValue("Content-Length"));
    assertArrayEquals(CONTENT, get().body());
  }

  @Test
  void spoilsAByteInTheFirstAnswerThatHoldsIt() throws Exception {
    server.failAlways("/a", Fault.flipOnce(7));

    assertEquals("012", text(get("Range", "bytes=0-2")));
    assertEquals((byte) ~'7', get("Range", "bytes=5-").body()[2]);
    assertEquals("56789", text(get("Range", "bytes=5-")));
  }

  @Test
  void letsOnlyTheAuthorizedIn() throws Exception {
    server.failAlways("/a", Fault.authorization("Bearer puma"));

    assertEquals(401, get("Authorization", "Bearer cat").statusCode());
    assertEquals(200, get("Authorization", "Bearer puma").statusCode());
  }

  @Test
  void liesAboutPartsOnly() throws Exception {
    server.failAlways("/a", Fault.rangeOff(2).with(Fault.totalOff(5)));
    assertEquals(
        Optional.of("bytes 5-11/15"),
        get("Range", "bytes=3-").headers().firstValue("Content-Range"));
    server.failAlways("/a", Fault.status(412).whenRanged());
    assertEquals(412, get("Range", "bytes=3-").statusCode());
    assertEquals(200, get().statusCode());
  }

  @Test
  void sendsAtAPaceAndNotesTheMostAtOnce() throws Exception {
    server.failAlways("/a", Fault.trickle(3, Duration.ofMillis(1)));

    assertArrayEquals(CONTENT, get().body());
    assertArrayEquals(CONTENT, get().body());

    assertEquals(1, server.mostAtOnce());
  }

  @Test
  void endsConnectionsWithoutAnAnswer() {
    server.slamTheDoor();

    assertThrows(IOException.class, this::get);
    assertTrue(server.requests().isEmpty());
  }

  private HttpResponse<byte[]> get(String... headers) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(location);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private int answers(String requests) throws IOException {
    try (Socket socket = new Socket(location.getHost(), location.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return all.split("0123456789", -1).length - 1;
    }
  }

  private static HttpRequest.BodyPublisher noBody() {
    return HttpRequest.BodyPublishers.noBody();
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.US_ASCII);
  }
}

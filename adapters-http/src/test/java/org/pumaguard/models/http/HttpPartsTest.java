package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.CollectingReceiver;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.domain.port.Fetcher.Request;
import org.pumaguard.models.domain.port.FetcherContract;

/** Ranges with an end (RFC 9110, 14.1.2). */
class HttpPartsTest implements FetcherContract {

  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");
  private static final byte[] CONTENT = "mountain lion".getBytes(StandardCharsets.UTF_8);

  private final Map<String, byte[]> pages = new ConcurrentHashMap<>();
  private final ScriptedServer server = new ScriptedServer(this::respond);
  private final HttpFixture http = HttpFixture.patient();

  HttpPartsTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    http.close();
    server.close();
  }

  @Override
  public Fetcher fetcher() {
    return http.fetcher();
  }

  @Override
  public Location publish(String name, byte[] content) {
    pages.put("/" + name, content);
    return server.location("/" + name);
  }

  @Override
  public Location absent() {
    return server.location("/absent.h5");
  }

  @Override
  public boolean givesValidators() {
    return false;
  }

  @Test
  void requestsOnlyTheRange() throws IOException {
    http.fetch(range(publish("a", CONTENT), 3, 7));

    assertEquals(List.of("bytes=3-6"), server.sent("Range"));
  }

  @ParameterizedTest
  @CsvSource({"bytes 3-6/*, 7", "bytes 3-12/*, 13"})
  void acceptsARangeOfAFileOfUnknownLength(String range, int end) throws IOException {
    byte[] sent = Arrays.copyOfRange(CONTENT, 3, end);
    try (ScriptedServer unsized =
        new ScriptedServer(
            client -> client.send("HTTP/1.1 206 Part\r\nContent-Range: " + range, sent))) {
      CollectingReceiver receiver = http.fetch(range(unsized.location("/a"), 3, 99));

      assertArrayEquals(sent, receiver.bytes());
      assertEquals(OptionalLong.empty(), receiver.head().total());
    }
  }

  @Test
  void failsIfARangeIsShorterThanAnnounced() throws IOException {
    try (ScriptedServer truncating =
        new ScriptedServer(
            client ->
                client.send(
                    "HTTP/1.1 206 Part\r\nContent-Range: bytes 3-6/13",
                    Arrays.copyOfRange(CONTENT, 3, 5)))) {
      Failure failure =
          assertThrows(Failure.class, () -> http.fetch(range(truncating.location("/a"), 3, 7)));

      assertEquals(Reason.BROKEN, failure.reason());
      assertEquals("response ended after 5 of 7 bytes", failure.getMessage());
    }
  }

  private static Request range(Location location, long offset, long end) {
    return new Request(location, offset, OptionalLong.of(end), Optional.empty());
  }

  private void respond(ScriptedServer.Client client) throws IOException {
    byte[] content = pages.get(client.head().split(" ", 3)[1]);
    if (content == null) {
      client.send("HTTP/1.1 404 Not Found", new byte[0]);
      return;
    }
    Matcher range = RANGE.matcher(ScriptedServer.header(client.head(), "Range").orElse(""));
    if (!range.matches()) {
      client.send("HTTP/1.1 200 OK", content);
      return;
    }
    int from = Integer.parseInt(range.group(1));
    String last = range.group(2);
    int end =
        last.isEmpty() ? content.length : Math.min(content.length, Integer.parseInt(last) + 1);
    client.send(
        "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes "
            + from
            + "-"
            + (end - 1)
            + "/"
            + content.length,
        Arrays.copyOfRange(content, from, end));
  }
}

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

/** Parts with an end (RFC 9110, 14.1.2), from a server that serves them. */
class HttpPartsTest implements FetcherContract {

  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");
  private static final byte[] CONTENT = "mountain lion".getBytes(StandardCharsets.UTF_8);

  private final Map<String, byte[]> pages = new ConcurrentHashMap<>();
  private final ScriptedServer server = new ScriptedServer(this::answer);
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

  @Test
  void asksForNoMoreThanThePart() throws IOException {
    http.fetch(part(publish("a", CONTENT), 3, 7));

    assertEquals(List.of("bytes=3-6"), server.sent("Range"));
  }

  @ParameterizedTest
  @CsvSource({"bytes 3-6/*, 7", "bytes 3-12/*, 13"})
  void takesAPartOfAFileOfUnknownLength(String range, int end) throws IOException {
    byte[] sent = Arrays.copyOfRange(CONTENT, 3, end);
    try (ScriptedServer vague =
        new ScriptedServer(
            asked -> asked.send("HTTP/1.1 206 Part\r\nContent-Range: " + range, sent))) {
      CollectingReceiver receiver = http.fetch(part(vague.location("/a"), 3, 99));

      assertArrayEquals(sent, receiver.bytes());
      assertEquals(OptionalLong.empty(), receiver.head().total());
    }
  }

  @Test
  void tellsThatAPartIsShorterThanPromised() throws IOException {
    try (ScriptedServer mean =
        new ScriptedServer(
            asked ->
                asked.send(
                    "HTTP/1.1 206 Part\r\nContent-Range: bytes 3-6/13",
                    Arrays.copyOfRange(CONTENT, 3, 5)))) {
      Failure failure =
          assertThrows(Failure.class, () -> http.fetch(part(mean.location("/a"), 3, 7)));

      assertEquals(Reason.BROKEN, failure.reason());
    }
  }

  private static Request part(Location location, long offset, long end) {
    return new Request(location, offset, OptionalLong.of(end), Optional.empty());
  }

  private void answer(ScriptedServer.Asked asked) throws IOException {
    byte[] content = pages.get(asked.head().split(" ", 3)[1]);
    if (content == null) {
      asked.send("HTTP/1.1 404 Not Found", new byte[0]);
      return;
    }
    Matcher range = RANGE.matcher(ScriptedServer.header(asked.head(), "Range").orElse(""));
    if (!range.matches()) {
      asked.send("HTTP/1.1 200 OK", content);
      return;
    }
    int from = Integer.parseInt(range.group(1));
    String last = range.group(2);
    int end =
        last.isEmpty() ? content.length : Math.min(content.length, Integer.parseInt(last) + 1);
    asked.send(
        "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes "
            + from
            + "-"
            + (end - 1)
            + "/"
            + content.length,
        Arrays.copyOfRange(content, from, end));
  }
}

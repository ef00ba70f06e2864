package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.CollectingReceiver;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Outcome;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.domain.port.Fetcher.Request;

/** Ranges (RFC 9110, 14) and conditions (RFC 9110, 13). */
class HttpConditionsTest {

  private static final byte[] CONTENT = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  private static final byte[] OTHER = {11, 12, 13};
  private static final String TAG = FaultyServer.tagOf(CONTENT);

  private final HttpFixture http = HttpFixture.patient();
  private final Location location = http.server.publish("/a", CONTENT);

  HttpConditionsTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    http.close();
  }

  @Test
  void sendsNoConditionsForAWholeFile() throws IOException {
    http.fetch(location);

    assertEquals(Optional.empty(), sent("Range"));
    assertEquals(Optional.empty(), sent("If-Range"));
    assertEquals(Optional.empty(), sent("If-None-Match"));
  }

  @Test
  void resumesUnchangedContent() throws IOException {
    CollectingReceiver receiver = http.fetch(location, 4, TAG);

    assertEquals(Optional.of("bytes=4-"), sent("Range"));
    assertEquals(Optional.of(TAG), sent("If-Range"));
    assertEquals(Optional.empty(), sent("If-None-Match"));
    assertEquals(4, receiver.head().offset());
    assertArrayEquals(Arrays.copyOfRange(CONTENT, 4, 10), receiver.bytes());
  }

  @Test
  void resumesWithoutAValidator() throws IOException {
    http.fetch(Request.from(location, 4, Optional.empty()));

    assertEquals(Optional.of("bytes=4-"), sent("Range"));
    assertEquals(Optional.empty(), sent("If-Range"));
  }

  @Test
  void restartsIfTheContentChanged() throws IOException {
    http.server.change("/a", OTHER);

    CollectingReceiver receiver = http.fetch(location, 2, TAG);

    assertEquals(0, receiver.head().offset());
    assertEquals(Optional.of(FaultyServer.tagOf(OTHER)), receiver.head().validator());
    assertArrayEquals(OTHER, receiver.bytes());
  }

  @Test
  void restartsIfTheServerIgnoresRanges() throws IOException {
    http.server.failAlways("/a", Fault.IGNORED_RANGE);

    CollectingReceiver receiver = http.fetch(location, 4, TAG);

    assertEquals(0, receiver.head().offset());
    assertEquals(OptionalLong.of(10), receiver.head().total());
    assertArrayEquals(CONTENT, receiver.bytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Range: bytes 3-9/10",
        "Content-Range: bytes 5-9/10",
        "Content-Range: bytes 0-9/10",
        "Content-Range: bytes */10",
        "Content-Range: items 4-9/10",
        "Content-Range:"
      })
  void refusesAnUnexpectedContentRange(String header) {
    http.server.failAlways("/a", Fault.header(header));

    Failure failure = assertThrows(Failure.class, () -> http.fetch(location, 4, TAG));

    assertEquals(Reason.RANGE_REFUSED, failure.reason());
  }

  @Test
  void resumesAFileOfUnknownLength() throws IOException {
    http.server.failAlways("/a", Fault.header("Content-Range: bytes 4-9/*"));

    CollectingReceiver receiver = http.fetch(location, 4, TAG);

    assertEquals(OptionalLong.empty(), receiver.head().total());
    assertArrayEquals(Arrays.copyOfRange(CONTENT, 4, 10), receiver.bytes());
  }

  @Test
  void returnsPartIfARangeEndsEarly() throws IOException {
    http.server.failAlways("/a", Fault.header("Content-Range: bytes 4-9/20"));
    CollectingReceiver receiver = new CollectingReceiver();

    Outcome outcome =
        http.fetcher()
            .fetch(Request.from(location, 4, Optional.of(TAG)), receiver, new Cancellation());

    assertEquals(Outcome.PART, outcome);
    assertArrayEquals(Arrays.copyOfRange(CONTENT, 4, 10), receiver.bytes());
  }

  @Test
  void returnsEndedIfNoLengthIsAnnounced() throws IOException {
    Cancellation never = new Cancellation();
    http.server.failOnce("/a", Fault.CHUNKED, Fault.without("Content-Length"));
    Request whole = Request.whole(location);

    assertEquals(Outcome.COMPLETE, http.fetcher().fetch(whole, new CollectingReceiver(), never));
    assertEquals(Outcome.ENDED, http.fetcher().fetch(whole, new CollectingReceiver(), never));
  }

  @Test
  void failsIfTheOffsetIsBeyondTheFile() {
    Failure failure = assertThrows(Failure.class, () -> http.fetch(location, 11, TAG));

    assertEquals(Reason.RANGE_REFUSED, failure.reason());
  }

  @Test
  void fetchesNothingIfUnchanged() throws IOException {
    CollectingReceiver receiver = http.fetch(location, 0, TAG);

    assertEquals(Optional.of(TAG), sent("If-None-Match"));
    assertEquals(Optional.empty(), sent("Range"));
    assertFalse(receiver.wasCalled());
  }

  @Test
  void fetchesChangedContent() throws IOException {
    http.server.change("/a", OTHER);

    assertArrayEquals(OTHER, http.fetch(location, 0, TAG).bytes());
  }

  @Test
  void usesAStrongTagAsValidator() throws IOException {
    assertEquals(Optional.of(TAG), http.fetch(location).head().validator());
  }

  @Test
  void ignoresAWeakTag() throws IOException {
    http.server.failAlways("/a", Fault.header("ETag: W/" + TAG));

    assertEquals(Optional.empty(), http.fetch(location).head().validator());
  }

  private Optional<String> sent(String header) {
    return http.server.requests().get(0).header(header);
  }

  @Test
  void asksCachesToRevalidateOnRequest() throws IOException {
    http.fetch(Request.whole(location).in(new Fetcher.Form(true, false)));
    assertEquals(Optional.of("no-cache"), sent("Cache-Control"));
    assertEquals(Optional.of("no-cache"), sent("Pragma"));
  }

  @Test
  void acceptsStoredResponsesOtherwise() throws IOException {
    http.fetch(location);
    assertEquals(Optional.empty(), sent("Cache-Control"));
    assertEquals(Optional.empty(), sent("Pragma"));
  }
}

package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Reason;

/** The Retry-After header (RFC 9110, 10.2.3). */
class HttpRetryAfterTest {

  private static final byte[] CONTENT = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

  private final HttpFixture http = HttpFixture.patient();
  private final Location location = http.server.publish("/a", CONTENT);

  HttpRetryAfterTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    http.close();
  }

  @ParameterizedTest
  @CsvSource({"0, PT0S", "120, PT2M", "' 7 ', PT7S", "86400, PT24H"})
  void parsesRetryAfterInSeconds(String seconds, Duration wait) {
    http.server.failAlways("/a", Fault.status(503, "Retry-After: " + seconds));

    assertEquals(Optional.of(wait), failure().retryAfter());
  }

  /** The number does not overflow. */
  @ParameterizedTest
  @ValueSource(strings = {"99999999", "99999999999", "999999999999999999999999999999"})
  void parsesRetryAfterOfAnyLength(String seconds) {
    http.server.failAlways("/a", Fault.status(503, "Retry-After: " + seconds));

    assertTrue(failure().retryAfter().orElseThrow().compareTo(Duration.ofDays(300)) > 0);
  }

  @Test
  void parsesRetryAfterAsADate() {
    Instant end = Instant.now().plus(Duration.ofHours(2));
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(end.atOffset(ZoneOffset.UTC));
    http.server.failAlways("/a", Fault.status(429, "Retry-After: " + date));

    Duration wait = failure().retryAfter().orElseThrow();

    assertTrue(wait.compareTo(Duration.ofHours(2)) <= 0, wait.toString());
    assertTrue(wait.compareTo(Duration.ofHours(1)) > 0, wait.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"EEEE, dd-MMM-yy HH:mm:ss 'GMT'", "EEE MMM ppd HH:mm:ss yyyy"})
  void parsesRetryAfterInObsoleteDateFormats(String form) {
    String date =
        DateTimeFormatter.ofPattern(form, Locale.US)
            .format(Instant.now().plus(Duration.ofHours(2)).atOffset(ZoneOffset.UTC));
    http.server.failAlways("/a", Fault.status(503, "Retry-After: " + date));

    Duration wait = failure().retryAfter().orElseThrow();

    assertTrue(wait.compareTo(Duration.ofHours(1)) > 0, date);
    assertTrue(wait.compareTo(Duration.ofHours(2)) <= 0, date);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1", "1.5", "Mon, 01 Jan 2001 00:00:00 GMT"})
  void ignoresAnInvalidRetryAfter(String value) {
    http.server.failAlways("/a", Fault.status(503, "Retry-After: " + value));

    Failure failure = failure();

    assertEquals(Reason.BUSY, failure.reason());
    assertEquals(Optional.empty(), failure.retryAfter());
  }

  private Failure failure() {
    return assertThrows(Failure.class, () -> http.fetch(location));
  }
}

package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Reason;

/** The Content-Encoding header (RFC 9110, 8.4). */
class HttpEncodingTest {

  private static final byte[] CONTENT = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

  private final HttpFixture http = HttpFixture.patient();
  private final Location location = http.server.publish("/a", CONTENT);

  HttpEncodingTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    http.close();
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
  void refusesAnyContentEncoding(String encodings) {
    http.server.failAlways("/a", Fault.header("Content-Encoding: " + encodings));

    assertEquals(Reason.REFUSED, failure().reason());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "identity", "Identity, identity", "identity\r\nContent-Encoding: "})
  void acceptsTheIdentityEncoding(String encodings) throws Exception {
    Location location = http.server.publish("/plain", new byte[] {1, 2});
    http.server.failAlways("/plain", Fault.header("Content-Encoding: " + encodings));

    http.fetch(location);

    assertEquals(2, http.server.bytesSent("/plain"));
  }

  @ParameterizedTest
  @CsvSource({"/a.tar.gz, gzip", "/a.tgz, x-gzip", "/A.GZ, GZIP", "/a.gz?version=1, gzip"})
  void pushesAGzipFileUnchanged(String path, String encoding) throws IOException {
    Location packed = http.server.publish(path, CONTENT);
    http.server.failAlways(path, Fault.header("Content-Encoding: " + encoding));

    assertArrayEquals(CONTENT, http.fetch(packed).bytes());
    assertArrayEquals(CONTENT, http.fetch(http.server.redirect("/moved", 302, path)).bytes());
  }

  @ParameterizedTest
  @CsvSource({"/a.tar.gz, br", "/a.gz, 'gzip, gzip'", "/a.gz.txt, gzip", "/a?b=c.gz, gzip"})
  void refusesAnEncodingThatTheNameDoesNotImply(String path, String encoding) {
    Location other = http.server.publish(path, CONTENT);
    http.server.failAlways(path, Fault.header("Content-Encoding: " + encoding));

    Failure failure = assertThrows(Failure.class, () -> http.fetch(other));

    assertEquals(Reason.REFUSED, failure.reason());
    assertTrue(
        String.valueOf(failure.getMessage()).contains("unsupported Content-Encoding: " + encoding));
  }

  @Test
  void pushesAnIdentityEncodedBody() throws IOException {
    http.server.failAlways("/a", Fault.header("Content-Encoding: identity"));

    assertArrayEquals(CONTENT, http.fetch(location).bytes());
  }

  private Failure failure() {
    return assertThrows(Failure.class, () -> http.fetch(location));
  }
}

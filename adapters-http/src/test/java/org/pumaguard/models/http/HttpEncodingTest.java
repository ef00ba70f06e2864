package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.CollectingReceiver;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.domain.port.Fetcher.Request;

/** The Content-Encoding header (RFC 9110, 8.4). */
class HttpEncodingTest {

  private static final byte[] CONTENT = new byte[200_000];
  private static final Fetcher.Form DECODED = new Fetcher.Form(false, true);

  static {
    new Random(1).nextBytes(CONTENT);
    Arrays.fill(CONTENT, 50_000, 150_000, (byte) 7);
  }

  private final HttpFixture http = HttpFixture.patient();

  HttpEncodingTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    http.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "identity",
        "Identity, identity",
        "identity\r\nContent-Encoding: ",
        "none",
        "NONE",
        "binary",
        "utf-8",
        "UTF-8, identity"
      })
  void namesNoEncoding(String encodings) throws IOException {
    CollectingReceiver received = http.fetch(publish(CONTENT, encodings));
    assertEquals(Optional.empty(), received.head().encoding());
    assertArrayEquals(CONTENT, received.bytes());
  }

  @ParameterizedTest
  @CsvSource({
    "gzip, true, gzip",
    "X-GZip, true, x-gzip",
    "deflate, true, deflate",
    "'deflate, gzip', true, 'deflate, gzip'",
    "br, false, br",
    "zstd, false, zstd",
    "aws-chunked, false, aws-chunked",
    "'aws-chunked,gzip', false, 'aws-chunked, gzip'",
    "'gzip, identity', true, gzip"
  })
  void pushesTheBytesAsSent(String encodings, boolean isDecodable, String name) throws IOException {
    CollectingReceiver received = http.fetch(publish(CONTENT, encodings));
    assertEquals(Optional.of(new Fetcher.Encoding(name, isDecodable)), received.head().encoding());
    assertEquals(OptionalLong.of(CONTENT.length), received.head().total());
    assertArrayEquals(CONTENT, received.bytes());
  }

  @Test
  void resumesBytesAsSent() throws IOException {
    Location location = publish(CONTENT, "gzip");
    CollectingReceiver received = http.fetch(Request.from(location, 1000, Optional.empty()));
    assertEquals(1000, received.head().offset());
    assertArrayEquals(Arrays.copyOfRange(CONTENT, 1000, CONTENT.length), received.bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "x-gzip", "GZIP", "deflate", "raw deflate", "gzip, gzip"})
  void decodesOnRequest(String encodings) throws IOException {
    Location location = publish(encoded(encodings), encodings.replace("raw ", ""));
    CollectingReceiver received = http.fetch(Request.whole(location).in(DECODED));
    assertArrayEquals(CONTENT, received.bytes());
    assertEquals(OptionalLong.empty(), received.head().total());
  }

  @Test
  void asksForTheWholeIfItIsToBeDecoded() throws IOException {
    Location location = publish(encoded("gzip"), "gzip");
    CollectingReceiver received =
        http.fetch(Request.from(location, 1000, Optional.of("\"tag\"")).in(DECODED));
    assertEquals(0, received.head().offset());
    assertArrayEquals(CONTENT, received.bytes());
    FaultyServer.Request sent = http.server.requests().get(0);
    assertEquals(Optional.empty(), sent.header("Range"));
    assertEquals(Optional.empty(), sent.header("If-Range"));
    assertEquals(Optional.empty(), sent.header("If-None-Match"));
  }

  @Test
  void plainBytesStayInSpiteOfTheirName() throws IOException {
    CollectingReceiver received = http.fetch(Request.whole(publish(CONTENT, "gzip")).in(DECODED));
    assertArrayEquals(CONTENT, received.bytes());
  }

  @Test
  void truncatedEncodedBytesAreATransferThatBroke() throws IOException {
    byte[] whole = encoded("gzip");
    Location location = publish(Arrays.copyOf(whole, whole.length / 2), "gzip");
    Failure failure =
        assertThrows(Failure.class, () -> http.fetch(Request.whole(location).in(DECODED)));
    assertEquals(Reason.BROKEN, failure.reason());
  }

  @Test
  void damagedEncodedBytesAreRefusedByName() throws IOException {
    byte[] damaged = encoded("gzip");
    damaged[damaged.length - 6] ^= 1;
    Location location = publish(damaged, "gzip");
    Failure failure =
        assertThrows(Failure.class, () -> http.fetch(Request.whole(location).in(DECODED)));
    assertEquals(Reason.REFUSED, failure.reason());
    assertEquals(
        "cannot decode Content-Encoding: gzip: Corrupt GZIP trailer", failure.getMessage());
  }

  private Location publish(byte[] bytes, String encodings) {
    Location location = http.server.publish("/a", bytes);
    http.server.failAlways("/a", Fault.header("Content-Encoding: " + encodings));
    return location;
  }

  private static byte[] encoded(String encodings) throws IOException {
    byte[] bytes = CONTENT;
    for (String encoding : encodings.split(", ", -1)) {
      ByteArrayOutputStream encoded = new ByteArrayOutputStream();
      try (OutputStream out =
          encoding.endsWith("deflate")
              ? new DeflaterOutputStream(encoded, new Deflater(6, encoding.startsWith("raw")))
              : new GZIPOutputStream(encoded)) {
        out.write(bytes);
      }
      bytes = encoded.toByteArray();
    }
    return bytes;
  }
}

package org.pumaguard.models.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.MessageHeaders;
import org.pumaguard.models.domain.port.Fetcher;

/**
 * The Content-Encoding of a response (RFC 9110, 8.4). None is requested. Servers name one
 * nevertheless: that of the file itself, one that they applied, or words that are no encodings.
 *
 * @param names in the order in which they were applied, in lower case
 */
record ContentEncoding(List<String> names) {

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final Set<String> GZIP = Set.of("gzip", "x-gzip");
  private static final String DEFLATE = "deflate";

  /** Words in this header that change no bytes; servers of objects repeat what an upload said. */
  private static final Set<String> NO_ENCODINGS =
      Set.of("identity", "none", "binary", "utf-8", "utf8", "8bit", "7bit");

  /** What a response says; no names if its bytes are the file's. */
  static ContentEncoding of(MessageHeaders response) {
    return new ContentEncoding(
        Arrays.stream(response.getHeaders(HttpHeaders.CONTENT_ENCODING))
            .flatMap(
                header ->
                    Stream.of(Objects.requireNonNullElse(header.getValue(), "").split(",", -1)))
            .map(name -> name.strip().toLowerCase(Locale.ROOT))
            .filter(name -> !name.isEmpty() && !NO_ENCODINGS.contains(name))
            .toList());
  }

  /** The encoding for a receiver; empty for plain bytes. */
  Optional<Fetcher.Encoding> told() {
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(new Fetcher.Encoding(String.join(", ", names), isDecodable()));
  }

  /** Whether this class can remove all of it. */
  boolean isDecodable() {
    return names.stream().allMatch(name -> GZIP.contains(name) || name.equals(DEFLATE));
  }

  /**
   * The bytes without the encoding. What is not encoded in spite of its name stays as it is.
   *
   * @throws IOException if the beginning cannot be read
   */
  InputStream decode(InputStream body) throws IOException {
    InputStream decoded = body;
    for (int i = names.size() - 1; i >= 0; i--) {
      BufferedInputStream encoded = new BufferedInputStream(decoded, BUFFER_BYTES);
      encoded.mark(2);
      int first = encoded.read();
      int second = encoded.read();
      encoded.reset();
      if (GZIP.contains(names.get(i))) {
        boolean isGzip = first == 0x1f && second == 0x8b;
        decoded = isGzip ? new GZIPInputStream(encoded, BUFFER_BYTES) : encoded;
      } else {
        // Many servers send deflate without the header of zlib (RFC 1950), as browsers accept.
        boolean isZlib = (first & 0x0f) == 8 && ((first << 8) | second) % 31 == 0;
        decoded = new InflaterInputStream(encoded, new Inflater(!isZlib), BUFFER_BYTES);
      }
    }
    return decoded;
  }
}

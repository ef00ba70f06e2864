package org.pumaguard.models.http.response;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.io.SessionInputBuffer;

/**
 * Reads the head of a response. HttpClient's parser skips lines that are no status line, and waits
 * for more; here the first bytes decide. Confined to one thread.
 */
public final class ResponseParser extends DefaultHttpResponseParser {

  private static final byte[] START = "HTTP/".getBytes(StandardCharsets.US_ASCII);

  /** With these limits of the head. */
  public ResponseParser(Http1Config limits) {
    super(limits);
  }

  /**
   * Reads a head.
   *
   * @throws NotHttpException if the response begins like another protocol
   */
  @Override
  public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in)
      throws IOException, HttpException {
    ClassicHttpResponse response = super.parse(buffer, buffer.length() > 0 ? in : new Checked(in));
    if (response != null) {
      mergeLengths(response);
    }
    return response;
  }

  /** Equal values count as one (RFC 9112, 6.3); HttpClient refuses the second one. */
  private static void mergeLengths(ClassicHttpResponse response) {
    Header[] headers = response.getHeaders(HttpHeaders.CONTENT_LENGTH);
    List<String> lengths =
        Arrays.stream(headers)
            .flatMap(
                header ->
                    Arrays.stream(Objects.requireNonNullElse(header.getValue(), "").split(",", -1)))
            .map(String::strip)
            .toList();
    if (lengths.size() > 1 && lengths.stream().distinct().count() == 1) {
      response.removeHeaders(HttpHeaders.CONTENT_LENGTH);
      response.addHeader(HttpHeaders.CONTENT_LENGTH, lengths.get(0));
    }
  }

  /** Checks the first bytes that are read. */
  private static final class Checked extends FilterInputStream {

    private boolean isChecked;

    Checked(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = in.read(bytes, offset, length);
      if (count > 0 && !isChecked) {
        isChecked = true;
        check(Arrays.copyOfRange(bytes, offset, offset + count));
      }
      return count;
    }

    /** Empty lines before the status line are allowed (RFC 9112, 2.2). */
    private static void check(byte[] bytes) throws NotHttpException {
      int start = 0;
      while (start < bytes.length && (bytes[start] == '\r' || bytes[start] == '\n')) {
        start++;
      }
      int end = Math.min(bytes.length, start + START.length);
      if (!Arrays.equals(bytes, start, end, START, 0, end - start)) {
        throw NotHttpException.of(bytes);
      }
    }
  }
}

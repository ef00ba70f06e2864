package org.pumaguard.models.http;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;

/**
 * The range that a response says it has (RFC 9110, 14.4).
 *
 * @param first offset of the first byte
 * @param end the offset after the last byte, more than {@code first}
 * @param total the length of the file, unless it is unknown
 */
record ContentRange(long first, long end, OptionalLong total) {

  private static final Pattern FORM =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

  /** Empty if the header is missing or no range of bytes. */
  static Optional<ContentRange> of(ClassicHttpResponse response) {
    Header header = response.getFirstHeader(HttpHeaders.CONTENT_RANGE);
    Matcher range = FORM.matcher(header == null ? "" : String.valueOf(header.getValue()));
    if (!range.matches()) {
      return Optional.empty();
    }
    long first = Long.parseLong(range.group(1));
    long end = Long.parseLong(range.group(2)) + 1;
    boolean isKnown = !range.group(3).equals("*");
    return end <= first
        ? Optional.empty()
        : Optional.of(
            new ContentRange(
                first,
                end,
                isKnown ? OptionalLong.of(Long.parseLong(range.group(3))) : OptionalLong.empty()));
  }

  /** Whether this is a whole file, as far as the header says. */
  boolean isWhole() {
    return first == 0 && (total.isEmpty() || total.getAsLong() == end);
  }

  /**
   * Whether a body of this length, negative if it is unknown, can be this range. A body that is as
   * long as the file is the file, whatever the header says.
   */
  boolean matches(long length) {
    return (length < 0 || length == end - first) && (total.isEmpty() || end <= total.getAsLong());
  }
}

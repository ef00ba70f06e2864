package org.pumaguard.models.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The requested bytes of a file: one range (RFC 9110, 14.1.2), or the whole file if the header is
 * missing, malformed or has several ranges.
 *
 * @param end exclusive
 * @param isRanged whether the response is partial (206), even if it contains the whole file
 */
record RequestedRange(long begin, long end, boolean isRanged) {

  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  static RequestedRange whole(long length) {
    return new RequestedRange(0, length, false);
  }

  /** Parses the value of a Range header for a file of this length. */
  static RequestedRange of(String header, long length) {
    Matcher range = RANGE.matcher(header);
    if (!range.matches() || header.equals("bytes=-")) {
      return whole(length);
    }
    if (range.group(1).isEmpty()) {
      return new RequestedRange(Math.max(0, length - Long.parseLong(range.group(2))), length, true);
    }
    long begin = Long.parseLong(range.group(1));
    if (range.group(2).isEmpty()) {
      return new RequestedRange(begin, length, true);
    }
    long last = Long.parseLong(range.group(2));
    return last < begin
        ? whole(length)
        : new RequestedRange(begin, Math.min(length, last + 1), true);
  }

  /** True if the range begins after the end of the file (416). */
  boolean isBeyond() {
    return isRanged && begin >= end;
  }

  /** The first bytes of the range. */
  RequestedRange atMost(long bytes) {
    return isRanged && length() > bytes ? new RequestedRange(begin, begin + bytes, true) : this;
  }

  long length() {
    return end - begin;
  }
}

package org.pumaguard.models.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of a file is asked for: one range of bytes (RFC 9110, 14.1.2), or all of it where the range
 * is malformed or several, which a server may ignore.
 *
 * @param end the first byte that is not part of it any more
 * @param isRanged whether it is answered as a part, even if that is all
 */
record Part(long begin, long end, boolean isRanged) {

  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  static Part whole(long length) {
    return new Part(0, length, false);
  }

  /** What the value of a Range header means for a file of this length. */
  static Part of(String header, long length) {
    Matcher range = RANGE.matcher(header);
    if (!range.matches() || header.equals("bytes=-")) {
      return whole(length);
    }
    if (range.group(1).isEmpty()) {
      return new Part(Math.max(0, length - Long.parseLong(range.group(2))), length, true);
    }
    long begin = Long.parseLong(range.group(1));
    if (range.group(2).isEmpty()) {
      return new Part(begin, length, true);
    }
    long last = Long.parseLong(range.group(2));
    return last < begin ? whole(length) : new Part(begin, Math.min(length, last + 1), true);
  }

  /** Whether the file has nothing of what was asked for (416). */
  boolean isBeyond() {
    return isRanged && begin >= end;
  }

  /** The same part, but no more than so many bytes of it. */
  Part atMost(long bytes) {
    return isRanged && length() > bytes ? new Part(begin, begin + bytes, true) : this;
  }

  long length() {
    return end - begin;
  }
}

package org.pumaguard.models.domain.model;

import java.nio.charset.StandardCharsets;

/** Percent-encoding (RFC 3986, section 2.1). */
final class PercentEncoding {

  private static final String UNRESERVED_MARKS = "-._~";

  private PercentEncoding() {}

  /** Encodes a name as one path segment or one query value. */
  static String encode(String text) {
    return encode(text, UNRESERVED_MARKS);
  }

  /** Encodes the path of a file; slashes stay separators. */
  static String encodePath(String path) {
    return encode(path, UNRESERVED_MARKS + "/");
  }

  private static String encode(String text, String marks) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || marks.indexOf(c) >= 0;
      if (plain) {
        encoded.append(c);
      } else {
        encoded.append(String.format("%%%02X", (int) c));
      }
    }
    return encoded.toString();
  }
}

package org.pumaguard.models.server.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Percent-encodes names for addresses and headers. */
public final class PathSegment {

  private PathSegment() {}

  /**
   * A name as one segment of a path. The marks that RFC 8187 excludes from header parameters are
   * encoded too.
   */
  public static String encode(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
  }
}

package org.pumaguard.models.http.settings;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A request header for one origin. Its text representation omits the value.
 *
 * @param name a token (RFC 9110, 5.6.2)
 * @param value visible ASCII characters, with spaces in between
 */
public record OriginHeader(Origin origin, String name, String value) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final Pattern VALUE =
      Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e\\t]*[\\x21-\\x7e])?");

  /** What the fetcher sets: the bytes that it asks for, the connection and its proxy. */
  private static final Set<String> RESERVED =
      Set.of(
          "accept-encoding",
          "connection",
          "content-length",
          "cookie",
          "expect",
          "host",
          "if-match",
          "if-modified-since",
          "if-none-match",
          "if-range",
          "if-unmodified-since",
          "keep-alive",
          "proxy-authorization",
          "proxy-connection",
          "range",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "user-agent");

  /**
   * Checks the header.
   *
   * @throws IllegalArgumentException if it is invalid; the message does not contain the value
   */
  public OriginHeader {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("'" + name + "' is not the name of a header");
    }
    if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("the header " + name + " cannot be set for an origin");
    }
    if (!VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "invalid value of the header " + name + ": expected visible ASCII characters");
    }
  }

  /** Whether requests to an origin have this header. */
  public boolean isFor(Origin other) {
    return origin.equals(other);
  }

  @Override
  public String toString() {
    return name + " for " + origin;
  }
}

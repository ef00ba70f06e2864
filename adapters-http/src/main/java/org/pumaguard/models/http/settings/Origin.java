package org.pumaguard.models.http.settings;

import java.net.URI;
import java.util.Locale;

/**
 * Who answers at an address (RFC 6454).
 *
 * @param scheme {@code http} or {@code https}
 * @param host in lower case, without the brackets of an IPv6 address and the dot of the root
 * @param port also where it is the usual one
 */
public record Origin(String scheme, String host, int port) {

  /** The origin of an address that names a host. */
  public static Origin of(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    return new Origin(
        scheme,
        plain(String.valueOf(uri.getHost())),
        uri.getPort() < 0 ? usualPort(scheme) : uri.getPort());
  }

  /** A host as it is compared: written in one way only. */
  public static String plain(String host) {
    String plain = host.toLowerCase(Locale.ROOT);
    if (plain.startsWith("[") && plain.endsWith("]")) {
      return plain.substring(1, plain.length() - 1);
    }
    return plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain;
  }

  /**
   * Whether the same server answers there: same host, and same port, but for the usual step from
   * http to https.
   */
  public boolean isServerOf(Origin other) {
    return host.equals(other.host)
        && (port == other.port
            || (port == usualPort(scheme) && other.port == usualPort(other.scheme)));
  }

  private static int usualPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }
}

package org.pumaguard.models.http.settings;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * The origin of a URL (RFC 6454).
 *
 * @param scheme {@code http} or {@code https}
 * @param host normalized
 * @param port never negative; the default port of the scheme if the URL has none
 */
public record Origin(String scheme, String host, int port) {

  private static final String INVALID =
      "invalid origin: expected https://HOST or https://HOST:PORT";

  /**
   * Parses an origin such as {@code https://models.example:8443}. A path is ignored.
   *
   * @throws IllegalArgumentException if the text is no http or https URL with a host, or contains
   *     credentials; the message does not contain the text
   */
  public static Origin parse(String text) {
    return find(text.strip()).orElseThrow(() -> new IllegalArgumentException(INVALID));
  }

  private static Optional<Origin> find(String text) {
    try {
      URI uri = URI.create(text);
      boolean isWeb = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT).matches("https?");
      return isWeb
              && WebAddress.sendable(uri).isPresent()
              && WebAddress.of(uri).userInfo().isEmpty()
          ? Optional.of(of(uri))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      // Its message would contain the text.
      return Optional.empty();
    }
  }

  /** The origin of a URL with a host. */
  public static Origin of(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    return new Origin(
        scheme,
        normalizeHost(WebAddress.of(uri).host()),
        WebAddress.of(uri).port().orElse(defaultPort(scheme)));
  }

  /**
   * A host in lower case and ASCII, without the brackets of an IPv6 address and the dot of the
   * root.
   */
  public static String normalizeHost(String host) {
    String lower = WebAddress.toAscii(host).orElse(host).toLowerCase(Locale.ROOT);
    if (lower.startsWith("[") && lower.endsWith("]")) {
      return lower.substring(1, lower.length() - 1);
    }
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /** True for the same host and port; the default ports of http and https count as equal. */
  public boolean isSameServerAs(Origin other) {
    return host.equals(other.host)
        && (port == other.port
            || (port == defaultPort(scheme) && other.port == defaultPort(other.scheme)));
  }

  private static int defaultPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }

  @Override
  public String toString() {
    return scheme + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}

package org.pumaguard.models.http.settings;

import java.net.IDN;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The server part of a URL. {@link URI} has none for the international names and names with
 * underscores that resolvers accept.
 *
 * @param userInfo percent-encoded
 * @param host as in the URL, an IPv6 address with its brackets; empty if absent
 */
public record WebAddress(Optional<String> userInfo, String host, OptionalInt port) {

  private static final Pattern AUTHORITY =
      Pattern.compile(
          "(?:(?<user>[^/]*)@)?(?<host>\\[[^\\]/]+]|[^@:/\\[\\]\\s]*)(?::(?<port>\\d{0,5}))?");

  /** Dots in other scripts, which separate labels like a full stop (RFC 3490, 3.1). */
  private static final Pattern DOTS = Pattern.compile("[\\u3002\\uff0e\\uff61]");

  /** The server part of a URL; with an empty host if it is absent or invalid. */
  public static WebAddress of(URI uri) {
    Matcher parts = AUTHORITY.matcher(uri.getRawAuthority() == null ? "" : uri.getRawAuthority());
    if (!parts.matches()) {
      return new WebAddress(Optional.empty(), "", OptionalInt.empty());
    }
    String port = parts.group("port");
    return new WebAddress(
        Optional.ofNullable(parts.group("user")),
        String.valueOf(parts.group("host")),
        port == null || port.isEmpty()
            ? OptionalInt.empty()
            : OptionalInt.of(Integer.parseInt(port)));
  }

  /**
   * The form of a URL that is sent: an international host name in its ASCII form (RFC 3490), other
   * characters percent-encoded. Empty if the URL has no valid host.
   */
  public static Optional<URI> sendable(URI uri) {
    WebAddress address = of(uri);
    Optional<String> host = toAscii(address.host()).filter(name -> !name.isEmpty());
    if (host.isEmpty() || address.port().orElse(0) > 65_535) {
      return Optional.empty();
    }
    if (host.get().equals(address.host())) {
      return Optional.of(URI.create(uri.toASCIIString()));
    }
    String text = uri.toString();
    int start = text.indexOf("//") + 2;
    int end = start + uri.getRawAuthority().length();
    String authority =
        address.userInfo().map(user -> user + "@").orElse("")
            + host.get()
            + (address.port().isPresent() ? ":" + address.port().getAsInt() : "");
    return Optional.of(
        URI.create(
            URI.create(text.substring(0, start) + authority + text.substring(end))
                .toASCIIString()));
  }

  /** A host name in ASCII; empty if it has none. ASCII names are returned as they are. */
  static Optional<String> toAscii(String host) {
    if (host.chars().allMatch(c -> c < 0x80)) {
      return Optional.of(host);
    }
    try {
      return Optional.of(IDN.toASCII(DOTS.matcher(host).replaceAll("."), IDN.ALLOW_UNASSIGNED));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

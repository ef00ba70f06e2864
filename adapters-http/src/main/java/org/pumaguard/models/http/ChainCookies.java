package org.pumaguard.models.http;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.pumaguard.models.http.settings.Origin;

/**
 * The cookies that servers set in one chain of redirects (RFC 6265). Some servers redirect to the
 * same address until their cookie returns. A cookie is sent to the host that set it only, whatever
 * its Domain attribute states, and is forgotten with the chain. Confined to one thread.
 */
final class ChainCookies {

  private static final int MAX_COOKIES = 50;

  /** The lower limit of browsers (RFC 6265, 6.1). */
  private static final int MAX_CHARACTERS = 4096;

  private final List<Cookie> cookies = new ArrayList<>();

  /** Stores the values of Set-Cookie headers; malformed ones are ignored. */
  void store(URI from, List<String> headers) {
    for (String header : headers) {
      Cookie.parse(from, header).ifPresent(this::replace);
    }
  }

  /** The value of the Cookie header for a request. */
  Optional<String> header(URI to) {
    String value =
        cookies.stream()
            .filter(cookie -> cookie.isFor(to))
            .map(cookie -> cookie.name() + "=" + cookie.value())
            .collect(Collectors.joining("; "));
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  private void replace(Cookie cookie) {
    cookies.removeIf(
        old ->
            old.name().equals(cookie.name())
                && old.host().equals(cookie.host())
                && old.path().equals(cookie.path()));
    if (!cookie.isExpired() && cookies.size() < MAX_COOKIES) {
      cookies.add(cookie);
    }
  }

  private record Cookie(
      String host, String path, String name, String value, boolean isSecure, boolean isExpired) {

    static Optional<Cookie> parse(URI from, String header) {
      String[] parts = header.split(";", -1);
      int equals = parts[0].indexOf('=');
      if (equals <= 0 || header.length() > MAX_CHARACTERS || !isPrintable(parts[0])) {
        return Optional.empty();
      }
      String path = directory(from);
      boolean isSecure = false;
      boolean isExpired = false;
      for (int i = 1; i < parts.length; i++) {
        String[] attribute = parts[i].strip().split("=", 2);
        String value = attribute.length < 2 ? "" : attribute[1].strip();
        switch (attribute[0].strip().toLowerCase(Locale.ROOT)) {
          case "path" -> path = value.startsWith("/") ? value : path;
          case "secure" -> isSecure = true;
          // Other ages are longer than a chain of redirects.
          case "max-age" -> isExpired = value.matches("0+|-\\d+");
          default -> {
            // Irrelevant within the host and the chain.
          }
        }
      }
      return Optional.of(
          new Cookie(
              Origin.of(from).host(),
              path,
              parts[0].substring(0, equals).strip(),
              parts[0].substring(equals + 1).strip(),
              isSecure,
              isExpired));
    }

    boolean isFor(URI to) {
      Origin origin = Origin.of(to);
      return origin.host().equals(host)
          && (!isSecure || origin.scheme().equals("https"))
          && matches(requestPath(to));
    }

    /** RFC 6265, 5.1.4. */
    private boolean matches(String requested) {
      return requested.equals(path) || requested.startsWith(path.endsWith("/") ? path : path + "/");
    }

    private static String directory(URI uri) {
      String path = requestPath(uri);
      int last = path.lastIndexOf('/');
      return last <= 0 ? "/" : path.substring(0, last);
    }

    private static String requestPath(URI uri) {
      String path = uri.getRawPath();
      return path == null || path.isEmpty() ? "/" : path;
    }

    private static boolean isPrintable(String text) {
      return text.chars().allMatch(c -> c >= ' ' && c != 0x7f);
    }
  }
}

package org.pumaguard.models.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.net.PercentCodec;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.http.auth.UserInfo;
import org.pumaguard.models.http.settings.Origin;
import org.pumaguard.models.http.settings.WebAddress;

/**
 * Resolves the Location header of a redirect (RFC 9110, 10.2.2) as curl does: characters that URLs
 * do not allow are encoded. Never from https to http.
 */
final class Redirect {

  private static final String ILLEGAL_IN_URLS = "\"<>\\^`{|}[]";
  private static final Pattern PARTS =
      Pattern.compile(
          "(?<server>(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*|[A-Za-z][A-Za-z0-9+.-]*:(?!//))?"
              + "(?<rest>[^#]*)(?<fragment>#.*)?",
          Pattern.DOTALL);
  private static final Pattern LONE_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");

  private Redirect() {}

  /**
   * The target of a redirect. User and password in the header are dropped: a server must not choose
   * our credentials. Those of the redirecting location are kept within the same origin.
   *
   * @throws Failure if the header is missing or invalid, or the target must not be followed
   */
  static Location target(Exchange from, HttpResponse response) throws Failure {
    Header header = response.getFirstHeader(HttpHeaders.LOCATION);
    if (header == null) {
      throw refused(from, "redirect without a Location header");
    }
    Location to = resolve(from, String.valueOf(header.getValue()).strip());
    String scheme = to.scheme();
    if (from.location().scheme().equals("https") && !scheme.equals("https")) {
      throw refused(from, "redirect from https to " + to + " refused: the target is not secure");
    }
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw refused(from, "redirect to " + to + " refused: unsupported scheme");
    }
    URI plain =
        WebAddress.sendable(to.uri())
            .map(UserInfo::without)
            .orElseThrow(() -> refused(from, "redirect to an invalid URL"));
    boolean isSame = Origin.of(plain).equals(Origin.of(from.uri()));
    return new Location(
        UserInfo.of(from.uri())
            .filter(userInfo -> isSame)
            .map(userInfo -> UserInfo.with(userInfo, plain))
            .orElse(plain));
  }

  /** An invalid URL is not shown: secrets in it cannot be located and masked. */
  private static Location resolve(Exchange from, String text) throws Failure {
    try {
      Matcher parts = PARTS.matcher(text);
      if (!parts.matches()) {
        throw refused(from, "redirect to an invalid URL");
      }
      // The fragment stays here (RFC 9110, 10.2.2).
      String server = Optional.ofNullable(parts.group("server")).orElse("");
      String rest = encode(String.valueOf(parts.group("rest")));
      // HttpClient decodes each byte of a header to one character.
      String host =
          new String(server.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
      URI base = from.uri();
      if (server.isEmpty() && rest.startsWith("?")) {
        // URI.resolve would drop the last segment of the path, as in RFC 2396.
        return new Location(base.resolve(base.getRawPath() + rest));
      }
      return new Location(base.resolve(host + rest));
    } catch (IllegalArgumentException e) {
      throw refused(from, "redirect to an invalid URL");
    }
  }

  /**
   * Encodes the characters that servers often send unencoded. PercentCodec as a whole would encode
   * the delimiters of the URL too.
   */
  private static String encode(String text) {
    StringBuilder encoded = new StringBuilder();
    String legal = LONE_PERCENT.matcher(text).replaceAll("%25");
    for (int i = 0; i < legal.length(); i++) {
      char c = legal.charAt(i);
      if (c <= ' ' || c > '~' || ILLEGAL_IN_URLS.indexOf(c) >= 0) {
        PercentCodec.encode(encoded, String.valueOf(c), StandardCharsets.ISO_8859_1);
      } else {
        encoded.append(c);
      }
    }
    return encoded.toString();
  }

  private static Failure refused(Exchange from, String message) {
    return new Failure(Reason.REFUSED, from.location(), message, Optional.empty());
  }
}

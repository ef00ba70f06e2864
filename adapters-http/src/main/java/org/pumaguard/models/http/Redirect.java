package org.pumaguard.models.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.net.PercentCodec;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.http.auth.UserInfo;
import org.pumaguard.models.http.settings.Origin;

/** Resolves the Location header of a redirect (RFC 9110, 10.2.2); never from https to http. */
final class Redirect {

  private static final String ILLEGAL_IN_URLS = "\"<>\\^`{|}";

  private Redirect() {}

  /**
   * The target of a redirect. User and password in the header are dropped: a server must not choose
   * our credentials. Those of the redirecting location are kept within the same origin.
   *
   * @throws Failure if the header is missing or invalid, or the target must not be followed
   */
  static Location target(Location from, HttpResponse response) throws Failure {
    Header header = response.getFirstHeader(HttpHeaders.LOCATION);
    if (header == null) {
      throw refused(from, "redirect without a Location header");
    }
    Location to = resolve(from, String.valueOf(header.getValue()).strip());
    String scheme = to.scheme();
    if (from.scheme().equals("https") && !scheme.equals("https")) {
      throw refused(from, "redirect from https to " + to + " refused: the target is not secure");
    }
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw refused(from, "redirect to " + to + " refused: unsupported scheme");
    }
    if (to.uri().getHost() == null) {
      throw refused(from, "redirect to an invalid URL");
    }
    URI plain = UserInfo.without(to.uri());
    String userInfo = from.uri().getRawUserInfo();
    boolean isSame = Origin.of(plain).equals(Origin.of(from.uri()));
    return new Location(userInfo != null && isSame ? UserInfo.with(userInfo, plain) : plain);
  }

  /** An invalid URL is not shown: secrets in it cannot be located and masked. */
  private static Location resolve(Location from, String text) throws Failure {
    try {
      return new Location(from.uri().resolve(encode(text)));
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
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c > '~' || ILLEGAL_IN_URLS.indexOf(c) >= 0) {
        // HttpClient decodes each byte of a header to one character.
        PercentCodec.encode(encoded, String.valueOf(c), StandardCharsets.ISO_8859_1);
      } else {
        encoded.append(c);
      }
    }
    return encoded.toString();
  }

  private static Failure refused(Location from, String message) {
    return new Failure(Reason.REFUSED, from, message, Optional.empty());
  }
}

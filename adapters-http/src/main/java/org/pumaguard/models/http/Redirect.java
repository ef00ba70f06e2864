package org.pumaguard.models.http;

import java.net.URI;
import java.util.Optional;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.http.auth.UserInfo;
import org.pumaguard.models.http.settings.Origin;

/** Where an answer redirects to (RFC 9110, 10.2.2): never from https to http. */
final class Redirect {

  private static final String NOT_IN_ADDRESSES = "\"<>\\^`{|}";

  private Redirect() {}

  /**
   * The target. A name and password in it are passed over: it is not for a server to say who we
   * are. Those of the address that redirects stay with its own server.
   *
   * @throws Failure when there is none, or none that may be followed
   */
  static Location target(Location from, HttpResponse response) throws Failure {
    Header header = response.getFirstHeader(HttpHeaders.LOCATION);
    if (header == null) {
      throw refused(from, "a redirect to nowhere");
    }
    Location to = resolved(from, String.valueOf(header.getValue()).strip());
    String scheme = to.scheme();
    if (from.scheme().equals("https") && !scheme.equals("https")) {
      throw refused(
          from,
          "a redirect from https to "
              + to
              + " is refused: what comes from there anybody can change");
    }
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw refused(from, "a redirect to " + to + " is refused");
    }
    if (to.uri().getHost() == null) {
      throw refused(from, "a redirect to what is no address");
    }
    URI plain = UserInfo.without(to.uri());
    String userInfo = from.uri().getRawUserInfo();
    boolean isSame = Origin.of(plain).equals(Origin.of(from.uri()));
    return new Location(userInfo != null && isSame ? UserInfo.with(userInfo, plain) : plain);
  }

  /** What does not resolve is not shown, since it may hold a secret that can't be told from it. */
  private static Location resolved(Location from, String text) throws Failure {
    try {
      return new Location(from.uri().resolve(encoded(text)));
    } catch (IllegalArgumentException e) {
      throw refused(from, "a redirect to what is no address");
    }
  }

  /** Many servers send what they should have encoded. */
  private static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c > '~' || NOT_IN_ADDRESSES.indexOf(c) >= 0) {
        // One character of a header is one byte.
        encoded.append(String.format("%%%02X", c & 0xff));
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

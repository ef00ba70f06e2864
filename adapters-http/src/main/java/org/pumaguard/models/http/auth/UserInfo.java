package org.pumaguard.models.http.auth;

import java.net.URI;
import java.util.Optional;
import org.pumaguard.models.http.settings.WebAddress;

/** User and password before the host of a URL (RFC 3986, 3.2.1). */
public final class UserInfo {

  private UserInfo() {}

  /** The user information of a URL, percent-encoded. */
  public static Optional<String> of(URI uri) {
    return WebAddress.of(uri).userInfo();
  }

  /** The URL without user information. */
  public static URI without(URI uri) {
    return of(uri)
        .map(userInfo -> URI.create(uri.toString().replace("://" + userInfo + "@", "://")))
        .orElse(uri);
  }

  /** The URL, which must have no user information, with this one. */
  public static URI with(String userInfo, URI uri) {
    String text = uri.toString();
    int host = text.indexOf("://") + 3;
    return URI.create(text.substring(0, host) + userInfo + "@" + text.substring(host));
  }
}

package org.pumaguard.models.http.auth;

import java.net.URI;

/** The name and password before the host of an address (RFC 3986, 3.2.1). */
public final class UserInfo {

  private UserInfo() {}

  /** The same address without. */
  public static URI without(URI uri) {
    String userInfo = uri.getRawUserInfo();
    return userInfo == null
        ? uri
        : URI.create(uri.toString().replace("://" + userInfo + "@", "://"));
  }

  /** The same address with one, which it has not. */
  public static URI with(String userInfo, URI uri) {
    String text = uri.toString();
    int host = text.indexOf("://") + 3;
    return URI.create(text.substring(0, host) + userInfo + "@" + text.substring(host));
  }
}

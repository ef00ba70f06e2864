package org.pumaguard.models.http.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.apache.hc.core5.net.PercentCodec;

/** Header values for Basic authentication (RFC 7617, in UTF-8). */
public final class BasicCredentials {

  private static final Pattern NON_ASCII = Pattern.compile("[^\\x00-\\x7f]+");

  private BasicCredentials() {}

  /** From the user information of a URL; the password is optional. */
  public static String ofUserInfo(String userInfo) {
    int colon = userInfo.indexOf(':');
    return colon < 0
        ? of(decode(userInfo), "")
        : of(decode(userInfo.substring(0, colon)), decode(userInfo.substring(colon + 1)));
  }

  /** From user and password. */
  public static String of(String user, String password) {
    byte[] bytes = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  /** Decodes percent-encoding (RFC 3986, 2.1); an invalid sequence is kept as it is. */
  public static String decode(String text) {
    // PercentCodec decodes ASCII only, so other characters are encoded first.
    String ascii =
        NON_ASCII
            .matcher(text)
            .replaceAll(other -> PercentCodec.encode(other.group(), StandardCharsets.UTF_8));
    return PercentCodec.decode(ascii, StandardCharsets.UTF_8);
  }
}

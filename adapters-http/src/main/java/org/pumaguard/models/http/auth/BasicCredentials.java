package org.pumaguard.models.http.auth;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A name and a password as a header tells them (RFC 7617, in UTF-8). */
public final class BasicCredentials {

  private BasicCredentials() {}

  /** Those of an address, percent-encoded and parted by a colon; the password may be missing. */
  public static String ofUserInfo(String userInfo) {
    int colon = userInfo.indexOf(':');
    return colon < 0
        ? of(decoded(userInfo), "")
        : of(decoded(userInfo.substring(0, colon)), decoded(userInfo.substring(colon + 1)));
  }

  static String of(String name, String password) {
    byte[] bytes = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  /** Takes percent-encoding away (RFC 3986, 2.1); a percent sign that encodes nothing stays. */
  static String decoded(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      int octet = text.charAt(i) == '%' ? octet(text, i + 1) : -1;
      if (octet >= 0) {
        bytes.write(octet);
        i += 2;
      } else {
        int end = text.offsetByCodePoints(i, 1);
        bytes.writeBytes(text.substring(i, end).getBytes(StandardCharsets.UTF_8));
        i = end - 1;
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static int octet(String text, int at) {
    if (at + 2 > text.length()) {
      return -1;
    }
    int high = Character.digit(text.charAt(at), 16);
    int low = Character.digit(text.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }
}

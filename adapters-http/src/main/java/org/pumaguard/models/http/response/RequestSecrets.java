package org.pumaguard.models.http.response;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.net.PercentCodec;

/** Masks what a request contains in confidence, since servers repeat requests in error texts. */
public final class RequestSecrets {

  /** Shorter values, such as version numbers, are no secrets. */
  private static final int MIN_CHARACTERS = 4;

  private RequestSecrets() {}

  /**
   * The text with credentials, cookies and query values of the request replaced.
   *
   * @param others further confidential values
   */
  public static String mask(String text, HttpRequest request, List<String> others) {
    String masked = text;
    for (String secret : secrets(request, others)) {
      masked = masked.replace(secret, "…");
    }
    return masked;
  }

  /** The longest first, since one may be a part of another. */
  private static List<String> secrets(HttpRequest request, List<String> others) {
    List<String> secrets = new ArrayList<>(others);
    for (Header header : request.getHeaders(HttpHeaders.AUTHORIZATION)) {
      addCredentials(secrets, String.valueOf(header.getValue()));
    }
    for (Header header : request.getHeaders(HttpHeaders.PROXY_AUTHORIZATION)) {
      addCredentials(secrets, String.valueOf(header.getValue()));
    }
    for (Header header : request.getHeaders(HttpHeaders.COOKIE)) {
      addValues(secrets, String.valueOf(header.getValue()), "; ");
    }
    String path = String.valueOf(request.getPath());
    int query = path.indexOf('?');
    if (query >= 0) {
      secrets.add(path.substring(query + 1));
      addValues(secrets, path.substring(query + 1), "&");
    }
    return secrets.stream()
        .filter(secret -> secret.length() >= MIN_CHARACTERS)
        .sorted(Comparator.comparingInt(String::length).reversed())
        .toList();
  }

  private static void addCredentials(List<String> secrets, String authorization) {
    String value = authorization.substring(authorization.indexOf(' ') + 1);
    secrets.add(value);
    if (authorization.startsWith("Basic ")) {
      try {
        String plain = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
        secrets.add(plain);
        secrets.add(plain.substring(plain.indexOf(':') + 1));
      } catch (IllegalArgumentException e) {
        // Not ours: the header above is masked.
        return;
      }
    }
  }

  private static void addValues(List<String> secrets, String pairs, String separator) {
    Arrays.stream(pairs.split(separator, -1))
        .map(pair -> pair.substring(pair.indexOf('=') + 1))
        .forEach(
            value -> {
              secrets.add(value);
              secrets.add(PercentCodec.decode(value, StandardCharsets.UTF_8));
            });
  }
}

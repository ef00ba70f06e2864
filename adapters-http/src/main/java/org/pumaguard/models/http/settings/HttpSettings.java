package org.pumaguard.models.http.settings;

import java.time.Duration;

/**
 * Settings of the network.
 *
 * @param timeout for connecting, for the TLS handshake, for the response head, and for each read of
 *     the body
 * @param connections maximum of open connections
 * @param userAgent value of the User-Agent header
 */
public record HttpSettings(
    Duration timeout,
    int connections,
    String userAgent,
    ProxySettings proxies,
    TrustSettings trust,
    CredentialSettings credentials) {

  /** Time-out 60 s, 5 connections, no proxies, no credentials, Java's trusted certificates. */
  public static final HttpSettings DEFAULT =
      new HttpSettings(Duration.ofMinutes(1), 5, "pumaguard-models");

  /** No proxies, no credentials, Java's trusted certificates. */
  public HttpSettings(Duration timeout, int connections, String userAgent) {
    this(
        timeout,
        connections,
        userAgent,
        ProxySettings.NONE,
        TrustSettings.JAVA,
        CredentialSettings.NONE);
  }

  /**
   * A setting is invalid, detected at its first use. The message names the setting and contains no
   * secret.
   */
  public static final class Unusable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A message for the user. */
    public Unusable(String message) {
      super(message);
    }
  }
}

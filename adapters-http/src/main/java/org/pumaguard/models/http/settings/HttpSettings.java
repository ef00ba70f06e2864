package org.pumaguard.models.http.settings;

import java.time.Duration;

/**
 * How the network is used.
 *
 * @param timeout how long to wait for a connection, for its being made secure, for the head of an
 *     answer, and then for each next byte
 * @param connections how many connections may be open at once
 * @param userAgent how we call ourselves to servers
 */
public record HttpSettings(
    Duration timeout,
    int connections,
    String userAgent,
    ProxySettings proxies,
    TrustSettings trust,
    CredentialSettings credentials) {

  /** A minute of silence is too long; five connections; nothing else. */
  public static final HttpSettings DEFAULT =
      new HttpSettings(Duration.ofMinutes(1), 5, "pumaguard-models");

  /** Without proxies and credentials, trusting whom Java trusts. */
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
   * A setting turned out to be of no use when it was first needed. The message names the setting
   * and holds no secret.
   */
  public static final class Unusable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public Unusable(String message) {
      super(message);
    }
  }
}

package org.pumaguard.models.http.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/**
 * Settings of the network.
 *
 * @param timeout for connecting, for the TLS handshake, for the response head, and for each read of
 *     the body; positive
 * @param connections maximum of open connections; at least 1
 * @param userAgent value of the User-Agent header
 * @param customizer changes the HTTP client before it is created
 */
public record HttpSettings(
    Duration timeout,
    int connections,
    String userAgent,
    ProxySettings proxies,
    TrustSettings trust,
    CredentialSettings credentials,
    Optional<Consumer<HttpClientBuilder>> customizer) {

  /** A longer time-out is never reached; it would overflow. */
  private static final Duration LONGEST = Duration.ofDays(365);

  /** Time-out 60 s, 5 connections, no proxies, no credentials, Java's trusted certificates. */
  public static final HttpSettings DEFAULT =
      new HttpSettings(Duration.ofMinutes(1), 5, "pumaguard-models");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if the time-out is not positive, there are no connections, or
   *     the User-Agent is not visible ASCII
   */
  public HttpSettings {
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("the time-out must be positive, not " + timeout);
    }
    timeout = timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST;
    if (connections < 1) {
      throw new IllegalArgumentException("at least 1 connection is needed, not " + connections);
    }
    if (!userAgent.strip().equals(userAgent) || userAgent.isEmpty() || !isVisible(userAgent)) {
      throw new IllegalArgumentException("the User-Agent must be visible ASCII characters");
    }
  }

  /** Without changes to the HTTP client. */
  public HttpSettings(
      Duration timeout,
      int connections,
      String userAgent,
      ProxySettings proxies,
      TrustSettings trust,
      CredentialSettings credentials) {
    this(timeout, connections, userAgent, proxies, trust, credentials, Optional.empty());
  }

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
   * These settings with changes to the HTTP client, after those of an earlier call. They are made
   * when the client is created, at the first request.
   *
   * <p>A change may add interceptors for requests and responses, elements of the execution chain
   * and default headers, and set the User-Agent and the strategies for reusing and keeping
   * connections. Interceptors see requests without query, credentials and cookies, which no log may
   * contain. Default headers are sent to every server, so secrets belong into {@link
   * CredentialSettings#withHeader}.
   *
   * <p>What transfers rely on stays as it is, whatever is set: the connection manager, the request
   * executor, the route planner and the request configuration (see {@link ProxySettings}, {@link
   * TrustSettings} and the time-out), no automatic retries, redirects, decompression, cookies and
   * authentication, and the headers that select bytes ({@code Range}, {@code If-Range}, {@code
   * Accept-Encoding} and other conditions). Elements of the execution chain must not be replaced.
   */
  public HttpSettings withCustomizer(Consumer<HttpClientBuilder> change) {
    Consumer<HttpClientBuilder> all =
        customizer.isPresent() ? customizer.get().andThen(change) : change;
    return new HttpSettings(
        timeout, connections, userAgent, proxies, trust, credentials, Optional.of(all));
  }

  private static boolean isVisible(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  /** These settings with another time-out. */
  public HttpSettings withTimeout(Duration other) {
    return new HttpSettings(other, connections, userAgent, proxies, trust, credentials, customizer);
  }

  /** These settings with another maximum of open connections. */
  public HttpSettings withConnections(int other) {
    return new HttpSettings(timeout, other, userAgent, proxies, trust, credentials, customizer);
  }

  /** These settings with another User-Agent. */
  public HttpSettings withUserAgent(String other) {
    return new HttpSettings(timeout, connections, other, proxies, trust, credentials, customizer);
  }

  /** These settings with other proxies. */
  public HttpSettings withProxies(ProxySettings other) {
    return new HttpSettings(timeout, connections, userAgent, other, trust, credentials, customizer);
  }

  /** These settings with other certificates. */
  public HttpSettings withTrust(TrustSettings other) {
    return new HttpSettings(
        timeout, connections, userAgent, proxies, other, credentials, customizer);
  }

  /** These settings with other credentials. */
  public HttpSettings withCredentials(CredentialSettings other) {
    return new HttpSettings(timeout, connections, userAgent, proxies, trust, other, customizer);
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

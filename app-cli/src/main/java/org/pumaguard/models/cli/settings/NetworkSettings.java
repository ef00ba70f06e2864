package org.pumaguard.models.cli.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.http.settings.ClientCertificate;
import org.pumaguard.models.http.settings.CredentialSettings;
import org.pumaguard.models.http.settings.ProxySettings;
import org.pumaguard.models.http.settings.TrustSettings;

/**
 * Network access. Proxies and credentials come from the environment variables that curl uses.
 *
 * @param timeout for connecting, and for each read
 * @param limitRate bytes per second over all connections; empty for no limit
 */
public record NetworkSettings(
    Duration timeout,
    OptionalLong limitRate,
    ProxySettings proxies,
    TrustSettings trust,
    CredentialSettings credentials) {

  private static final String TOKEN = "PUMAGUARD_TOKEN";
  private static final String TOKEN_HOST = "PUMAGUARD_TOKEN_HOST";

  /** No proxy, no credentials, no rate limit; trusts the default certificates of Java. */
  public static NetworkSettings direct(Duration timeout) {
    return new NetworkSettings(
        timeout,
        OptionalLong.empty(),
        ProxySettings.NONE,
        TrustSettings.JAVA,
        CredentialSettings.NONE);
  }

  /** These settings with another time-out. */
  public NetworkSettings withTimeout(Duration other) {
    return new NetworkSettings(other, limitRate, proxies, trust, credentials);
  }

  /** These settings with another limit in bytes per second; empty for none. */
  public NetworkSettings withLimitRate(OptionalLong other) {
    return new NetworkSettings(timeout, other, proxies, trust, credentials);
  }

  /** These settings with other proxies. */
  public NetworkSettings withProxies(ProxySettings others) {
    return new NetworkSettings(timeout, limitRate, others, trust, credentials);
  }

  /** These settings with other trusted certificates. */
  public NetworkSettings withTrust(TrustSettings other) {
    return new NetworkSettings(timeout, limitRate, proxies, other, credentials);
  }

  /** These settings with other credentials. */
  public NetworkSettings withCredentials(CredentialSettings others) {
    return new NetworkSettings(timeout, limitRate, proxies, trust, others);
  }

  /**
   * The settings with the proxies and credentials of the environment.
   *
   * @throws IllegalArgumentException if the environment is invalid; the message holds no secret
   */
  static NetworkSettings of(
      ProcessEnvironment environment,
      Duration timeout,
      OptionalLong limitRate,
      TrustSettings trust) {
    return new NetworkSettings(
        timeout, limitRate, proxies(environment), trust, credentials(environment));
  }

  /**
   * The certificates in a file.
   *
   * @throws IllegalArgumentException if the file cannot be read or contains no certificate
   */
  static TrustSettings trust(Path file) {
    return TrustSettings.parse(file.toString(), text(file));
  }

  /**
   * The certificate of this program, and its key.
   *
   * @throws IllegalArgumentException if a file cannot be read, or they are invalid or no pair
   */
  static ClientCertificate client(Path certificate, Path key) {
    return ClientCertificate.parse(
        certificate.toString(), text(certificate), key.toString(), text(key));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("no such file: " + file, e);
    } catch (AccessDeniedException e) {
      throw new IllegalArgumentException(file + " cannot be read: permission denied", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static ProxySettings proxies(ProcessEnvironment environment) {
    return new ProxySettings(
        proxy(environment, "http_proxy"),
        proxy(environment, "https_proxy"),
        named(environment, "no_proxy").map(ProxySettings.Named::address).orElse(""));
  }

  private static Optional<ProxySettings.Named> proxy(ProcessEnvironment environment, String name) {
    return named(environment, name).or(() -> named(environment, "all_proxy"));
  }

  /** The lower-case variable overrides the upper-case one. */
  private static Optional<ProxySettings.Named> named(ProcessEnvironment environment, String name) {
    Optional<ProxySettings.Named> small = exactly(environment, name);
    return small.isPresent() ? small : exactly(environment, name.toUpperCase(Locale.ROOT));
  }

  private static Optional<ProxySettings.Named> exactly(
      ProcessEnvironment environment, String name) {
    return environment
        .variable(name)
        .filter(value -> !value.isBlank())
        .map(value -> new ProxySettings.Named(name, value));
  }

  private static CredentialSettings credentials(ProcessEnvironment environment) {
    String netrc = environment.variable("NETRC").orElse("~/.netrc");
    return new CredentialSettings(
        environment.variable(TOKEN).map(value -> token(value, environment)),
        Optional.of(environment.workingDirectory().resolve(environment.expandHome(netrc))));
  }

  private static CredentialSettings.Token token(String value, ProcessEnvironment environment) {
    String host =
        environment
            .variable(TOKEN_HOST)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        TOKEN + ": " + TOKEN_HOST + " must name the host that receives the token"));
    try {
      return CredentialSettings.Token.parse(value, host);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(TOKEN + ", " + TOKEN_HOST + ": " + e.getMessage(), e);
    }
  }
}

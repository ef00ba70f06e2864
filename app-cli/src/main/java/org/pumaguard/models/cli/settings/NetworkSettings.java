package org.pumaguard.models.cli.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.pumaguard.models.http.settings.CredentialSettings;
import org.pumaguard.models.http.settings.ProxySettings;
import org.pumaguard.models.http.settings.TrustSettings;

/**
 * How the network is reached, whom we trust there, and who we are. The environment says it under
 * the names that curl made usual.
 */
public record NetworkSettings(
    ProxySettings proxies, TrustSettings trust, CredentialSettings credentials) {

  private static final String TOKEN = "PUMAGUARD_TOKEN";
  private static final String TOKEN_HOST = "PUMAGUARD_TOKEN_HOST";

  /**
   * What the surroundings say.
   *
   * @throws IllegalArgumentException when they say something that can't be; the message holds no
   *     secret
   */
  static NetworkSettings of(ProcessEnvironment surroundings, TrustSettings trust) {
    return new NetworkSettings(proxies(surroundings), trust, credentials(surroundings));
  }

  /**
   * The certificates of a file.
   *
   * @throws IllegalArgumentException when it can't be read, or holds none
   */
  static TrustSettings trust(Path file) {
    try {
      return TrustSettings.parse(
          file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file " + file, e);
    } catch (AccessDeniedException e) {
      throw new IllegalArgumentException(file + " can't be read: permission denied", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " can't be read: " + e.getMessage(), e);
    }
  }

  private static ProxySettings proxies(ProcessEnvironment surroundings) {
    return new ProxySettings(
        proxy(surroundings, "http_proxy"),
        proxy(surroundings, "https_proxy"),
        named(surroundings, "no_proxy").map(ProxySettings.Named::address).orElse(""));
  }

  private static Optional<ProxySettings.Named> proxy(ProcessEnvironment surroundings, String name) {
    return named(surroundings, name).or(() -> named(surroundings, "all_proxy"));
  }

  /** In small letters it counts more. */
  private static Optional<ProxySettings.Named> named(ProcessEnvironment surroundings, String name) {
    Optional<ProxySettings.Named> small = exactly(surroundings, name);
    return small.isPresent() ? small : exactly(surroundings, name.toUpperCase(Locale.ROOT));
  }

  private static Optional<ProxySettings.Named> exactly(
      ProcessEnvironment surroundings, String name) {
    return surroundings
        .variable(name)
        .filter(value -> !value.isBlank())
        .map(value -> new ProxySettings.Named(name, value));
  }

  private static CredentialSettings credentials(ProcessEnvironment surroundings) {
    String netrc = surroundings.variable("NETRC").orElse("~/.netrc");
    return new CredentialSettings(
        surroundings.variable(TOKEN).map(value -> token(value, surroundings)),
        Optional.of(surroundings.workingDirectory().resolve(surroundings.expandHome(netrc))));
  }

  private static CredentialSettings.Token token(String value, ProcessEnvironment surroundings) {
    String host =
        surroundings
            .variable(TOKEN_HOST)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        TOKEN + ": " + TOKEN_HOST + " has to say which host may see the token"));
    try {
      return CredentialSettings.Token.parse(value, host);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(TOKEN + ", " + TOKEN_HOST + ": " + e.getMessage(), e);
    }
  }
}

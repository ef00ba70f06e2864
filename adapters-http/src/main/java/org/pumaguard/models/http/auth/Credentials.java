package org.pumaguard.models.http.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.http.settings.CredentialSettings;
import org.pumaguard.models.http.settings.Origin;

/**
 * Decides, at each hop anew, what a server is told of who we are: the name and password of the
 * address itself, else the token, else what netrc says. Never where others could read it on the
 * way. Safe for use by many threads.
 */
public final class Credentials {

  private final CredentialSettings settings;
  private final Consumer<String> warnings;
  private Optional<Netrc> read = Optional.empty();

  /**
   * Credentials from these settings.
   *
   * @param warnings is told when the netrc file can't be understood
   */
  public Credentials(CredentialSettings settings, Consumer<String> warnings) {
    this.settings = settings;
    this.warnings = warnings;
  }

  /**
   * What the Authorization header says (RFC 9110, 11.6.2).
   *
   * @param isAstray whether a redirect has led to another server, which may have led back: then
   *     only the address itself can say anything
   * @param isProxyLocal whether the request reaches no proxy on another machine
   */
  public Optional<String> authorization(Location hop, boolean isAstray, boolean isProxyLocal) {
    if (!isPrivate(hop, isProxyLocal)) {
      return Optional.empty();
    }
    Optional<String> userInfo =
        Optional.ofNullable(hop.uri().getRawUserInfo()).filter(text -> !text.isEmpty());
    if (userInfo.filter(text -> text.indexOf(':') >= 0 || isAstray).isPresent()) {
      return userInfo.map(BasicCredentials::ofUserInfo);
    }
    if (isAstray) {
      return Optional.empty();
    }
    Origin origin = Origin.of(hop.uri());
    if (userInfo.isPresent()) {
      // A name alone: its password may stand in the file.
      return fromNetrc(origin, userInfo.map(BasicCredentials::decoded))
          .or(() -> userInfo.map(BasicCredentials::ofUserInfo));
    }
    return settings
        .token()
        .filter(token -> token.isFor(origin))
        .map(token -> "Bearer " + token.value())
        .or(() -> fromNetrc(origin, Optional.empty()));
  }

  /**
   * Whether only the server can read what is sent. Loopback is that of the proxy, if there is one.
   */
  private static boolean isPrivate(Location hop, boolean isProxyLocal) {
    return hop.scheme().equals("https") || (hop.isLoopback() && isProxyLocal);
  }

  private Optional<String> fromNetrc(Origin origin, Optional<String> login) {
    return netrc()
        .find(origin.host(), login)
        .map(entry -> BasicCredentials.of(entry.login(), entry.password()));
  }

  private synchronized Netrc netrc() {
    if (read.isEmpty()) {
      read = Optional.of(settings.netrc().map(this::read).orElse(Netrc.EMPTY));
    }
    return read.get();
  }

  private Netrc read(Path file) {
    try {
      Netrc netrc = Netrc.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
      netrc.problem().ifPresent(problem -> warnings.accept(file + ": " + problem));
      return netrc;
    } catch (NoSuchFileException e) {
      return Netrc.EMPTY;
    } catch (IOException e) {
      warnings.accept(file + ": can't be read: " + e.getMessage());
      return Netrc.EMPTY;
    }
  }
}

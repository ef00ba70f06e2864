package org.pumaguard.models.http.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hc.core5.http.HttpHeaders;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.http.settings.CredentialSettings;
import org.pumaguard.models.http.settings.Origin;
import org.pumaguard.models.http.settings.OriginHeader;

/**
 * Selects the credentials for each hop, in this order: user information of the URL, header of the
 * origin, bearer token, netrc. None are sent over an unencrypted connection, except on loopback.
 * Thread-safe.
 */
public final class Credentials {

  private final CredentialSettings settings;
  private final Consumer<String> warnings;
  private Optional<Netrc> cached = Optional.empty();

  /**
   * Reads the netrc file of these settings when it is first needed.
   *
   * @param warnings receives problems of the netrc file
   */
  public Credentials(CredentialSettings settings, Consumer<String> warnings) {
    this.settings = settings;
    this.warnings = warnings;
  }

  /**
   * The value of the Authorization header (RFC 9110, 11.6.2).
   *
   * @param leftServer whether a redirect led to another server; then only the URL supplies
   *     credentials, even if a later redirect led back
   * @param isProxyLocal false if the request passes a proxy on another machine
   */
  public Optional<String> authorization(Location hop, boolean leftServer, boolean isProxyLocal) {
    if (!isConfidential(hop, isProxyLocal)) {
      return Optional.empty();
    }
    String userInfo = UserInfo.of(hop.uri()).orElse("");
    boolean hasPassword = userInfo.indexOf(':') >= 0;
    if (hasPassword || (leftServer && !userInfo.isEmpty())) {
      return Optional.of(BasicCredentials.ofUserInfo(userInfo));
    }
    if (leftServer) {
      return Optional.empty();
    }
    Origin origin = Origin.of(hop.uri());
    if (!userInfo.isEmpty()) {
      // The netrc file may contain the password of this user.
      return netrc()
          .find(origin.host(), BasicCredentials.decode(userInfo))
          .map(Credentials::basic)
          .or(() -> Optional.of(BasicCredentials.ofUserInfo(userInfo)));
    }
    return settings.headers().stream()
        .filter(header -> header.isFor(origin) && isAuthorization(header))
        .map(OriginHeader::value)
        .findFirst()
        .or(
            () ->
                settings
                    .token()
                    .filter(token -> token.isFor(origin))
                    .map(token -> "Bearer " + token.value()))
        .or(() -> netrc().find(origin.host()).map(Credentials::basic));
  }

  /** The other headers of a hop's origin; none where {@link #authorization} sends no token. */
  public List<OriginHeader> headers(Location hop, boolean leftServer, boolean isProxyLocal) {
    if (settings.headers().isEmpty() || leftServer || !isConfidential(hop, isProxyLocal)) {
      return List.of();
    }
    Origin origin = Origin.of(hop.uri());
    return settings.headers().stream()
        .filter(header -> header.isFor(origin) && !isAuthorization(header))
        .toList();
  }

  private static boolean isAuthorization(OriginHeader header) {
    return header.name().equalsIgnoreCase(HttpHeaders.AUTHORIZATION);
  }

  /** True for https and loopback. Behind a proxy, loopback means the proxy's machine. */
  private static boolean isConfidential(Location hop, boolean isProxyLocal) {
    return hop.scheme().equals("https") || (hop.isLoopback() && isProxyLocal);
  }

  private static String basic(Netrc.Entry entry) {
    return BasicCredentials.of(entry.login(), entry.password());
  }

  private synchronized Netrc netrc() {
    if (cached.isEmpty()) {
      cached = Optional.of(settings.netrc().map(this::read).orElse(Netrc.EMPTY));
    }
    return cached.get();
  }

  private Netrc read(Path file) {
    try {
      return Netrc.parse(
          new String(Files.readAllBytes(file), StandardCharsets.UTF_8),
          problem -> warnings.accept(file + ": " + problem));
    } catch (NoSuchFileException e) {
      return Netrc.EMPTY;
    } catch (IOException e) {
      warnings.accept(file + ": cannot be read: " + e.getMessage());
      return Netrc.EMPTY;
    }
  }
}

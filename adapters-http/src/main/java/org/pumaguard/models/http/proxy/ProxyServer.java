package org.pumaguard.models.http.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pumaguard.models.http.auth.BasicCredentials;
import org.pumaguard.models.http.settings.HttpSettings;
import org.pumaguard.models.http.settings.Origin;
import org.pumaguard.models.http.settings.ProxySettings;

/**
 * A proxy. Its text representation is its URL without credentials.
 *
 * @param setting name of the setting that selects it, for messages
 * @param host without brackets
 * @param login user and password for the proxy
 */
public record ProxyServer(Kind kind, String setting, String host, int port, Optional<Login> login) {

  /** The default of curl, git and cargo. */
  private static final int DEFAULT_PORT = 1080;

  /** Longest user, password and host name (RFC 1929, RFC 1928). */
  private static final int MAX_SOCKS_BYTES = 255;

  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?(?:(?<user>[^/?#]*)@)?"
              + "(?<host>\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._\\-\\x{80}-\\x{10ffff}]+)"
              + "(?::(?<port>\\d{1,5}))?(?:[/?#][^@]*)?");

  /** The protocol of a proxy. */
  public enum Kind {
    /** An HTTP proxy. */
    HTTP,
    /** A SOCKS 5 proxy that connects to IP addresses; names are resolved here. */
    SOCKS5,
    /** A SOCKS 5 proxy that resolves names. */
    SOCKS5H;

    String scheme() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** User and password. Their text representation is empty. */
  public record Login(String user, String password) {
    @Override
    public String toString() {
      return "";
    }
  }

  /**
   * Parses an address.
   *
   * @throws HttpSettings.Unusable if it is invalid or not that of a supported proxy
   */
  static ProxyServer parse(ProxySettings.Named named) {
    String address = named.address().strip();
    Matcher parts = ADDRESS.matcher(address);
    if (!parts.matches()) {
      throw unusable(
          named,
          address.indexOf('@') < 0
              ? "invalid proxy address; use http://HOST:PORT"
              : "invalid proxy address; percent-encode special characters in user and password,"
                  + " such as %40 for @ and %2F for /");
    }
    String scheme = Optional.ofNullable(parts.group("scheme")).orElse("http");
    Kind kind =
        Arrays.stream(Kind.values())
            .filter(each -> each.scheme().equals(scheme.toLowerCase(Locale.ROOT)))
            .findFirst()
            .orElseThrow(
                () ->
                    unusable(
                        named,
                        "unsupported proxy scheme '"
                            + scheme
                            + "'; use http://HOST:PORT, socks5://HOST:PORT or"
                            + " socks5h://HOST:PORT"));
    Optional<Login> login = Optional.ofNullable(parts.group("user")).map(ProxyServer::login);
    if (kind != Kind.HTTP && login.isPresent()) {
      requireShort(named, login.get().user());
      requireShort(named, login.get().password());
    }
    return new ProxyServer(
        kind,
        named.setting(),
        Origin.normalizeHost(parts.group("host")),
        port(named, parts.group("port")),
        login);
  }

  private static Login login(String userInfo) {
    int colon = userInfo.indexOf(':');
    return colon < 0
        ? new Login(BasicCredentials.decode(userInfo), "")
        : new Login(
            BasicCredentials.decode(userInfo.substring(0, colon)),
            BasicCredentials.decode(userInfo.substring(colon + 1)));
  }

  private static void requireShort(ProxySettings.Named named, String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_SOCKS_BYTES) {
      throw unusable(
          named, "user or password longer than " + MAX_SOCKS_BYTES + " bytes, the limit of SOCKS");
    }
  }

  private static int port(ProxySettings.Named named, String digits) {
    int port = digits == null ? DEFAULT_PORT : Integer.parseInt(digits);
    if (port < 1 || port > 65_535) {
      throw unusable(named, "invalid proxy port " + port + "; use a port from 1 to 65535");
    }
    return port;
  }

  private static HttpSettings.Unusable unusable(ProxySettings.Named named, String problem) {
    return new HttpSettings.Unusable(named.setting() + ": " + problem);
  }

  /** Whether the connection to the server leads through SOCKS. */
  public boolean isSocks() {
    return kind != Kind.HTTP;
  }

  /** Whether the proxy resolves the names of servers. */
  public boolean resolvesNames() {
    return kind != Kind.SOCKS5;
  }

  /**
   * The value of the Proxy-Authorization header (RFC 9110, 11.7.2); empty for SOCKS, which has
   * messages of its own.
   */
  public Optional<String> authorization() {
    return login
        .filter(known -> !isSocks())
        .map(known -> BasicCredentials.of(known.user(), known.password()));
  }

  /** True if the proxy runs on this machine. */
  public boolean isLoopback() {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
  }

  @Override
  public String toString() {
    return kind.scheme() + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}

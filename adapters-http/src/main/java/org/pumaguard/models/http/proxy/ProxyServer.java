package org.pumaguard.models.http.proxy;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pumaguard.models.http.auth.BasicCredentials;
import org.pumaguard.models.http.settings.HttpSettings;
import org.pumaguard.models.http.settings.Origin;
import org.pumaguard.models.http.settings.ProxySettings;

/**
 * An HTTP proxy. Its text representation is its URL without credentials.
 *
 * @param setting name of the setting that selects it, for messages
 * @param host without brackets
 * @param authorization value of the Proxy-Authorization header (RFC 9110, 11.7.2)
 */
public record ProxyServer(String setting, String host, int port, Optional<String> authorization) {

  /** The default of curl, git and cargo. */
  private static final int DEFAULT_PORT = 1080;

  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?(?:(?<user>[^/?#]*)@)?"
              + "(?<host>\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::(?<port>\\d{1,5}))?(?:[/?#].*)?");

  /**
   * Parses an address.
   *
   * @throws HttpSettings.Unusable if it is invalid or not that of an HTTP proxy
   */
  static ProxyServer parse(ProxySettings.Named named) {
    Matcher parts = ADDRESS.matcher(named.address().strip());
    if (!parts.matches()) {
      throw unusable(named, "invalid proxy address; use http://HOST:PORT");
    }
    String scheme = Optional.ofNullable(parts.group("scheme")).orElse("http");
    if (!scheme.toLowerCase(Locale.ROOT).equals("http")) {
      throw unusable(named, "unsupported proxy scheme '" + scheme + "'; use http://HOST:PORT");
    }
    return new ProxyServer(
        named.setting(),
        Origin.normalizeHost(parts.group("host")),
        port(named, parts.group("port")),
        Optional.ofNullable(parts.group("user")).map(BasicCredentials::ofUserInfo));
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

  /** True if the proxy runs on this machine. */
  public boolean isLoopback() {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
  }

  @Override
  public String toString() {
    return "http://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}

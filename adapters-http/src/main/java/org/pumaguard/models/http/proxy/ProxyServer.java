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
 * A proxy that speaks plain HTTP. Its text is for people, and leaves the credentials out.
 *
 * @param setting where it was named
 * @param host without brackets
 * @param authorization what it is told of who we are (RFC 9110, Proxy-Authorization)
 */
public record ProxyServer(String setting, String host, int port, Optional<String> authorization) {

  /** Where curl, and so git and cargo, look for a proxy of which no port is said. */
  private static final int USUAL_PORT = 1080;

  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?(?:(?<user>[^/?#]*)@)?"
              + "(?<host>\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::(?<port>\\d{1,5}))?(?:[/?#].*)?");

  /**
   * Reads an address.
   *
   * @throws HttpSettings.Unusable when it is none, or that of a proxy of another kind
   */
  static ProxyServer parse(ProxySettings.Named named) {
    String address = named.address().strip();
    Matcher parts = ADDRESS.matcher(address);
    if (!parts.matches()) {
      throw new HttpSettings.Unusable(
          named.setting() + ": this is no proxy's address; write it as http://HOST:PORT");
    }
    String scheme = Optional.ofNullable(parts.group("scheme")).orElse("http");
    if (!scheme.toLowerCase(Locale.ROOT).equals("http")) {
      throw new HttpSettings.Unusable(
          named.setting()
              + ": a proxy of the kind '"
              + scheme
              + "' can't be used; name one that begins with http://");
    }
    return new ProxyServer(
        named.setting(),
        Origin.plain(parts.group("host")),
        port(named, parts.group("port")),
        Optional.ofNullable(parts.group("user")).map(BasicCredentials::ofUserInfo));
  }

  private static int port(ProxySettings.Named named, String digits) {
    int port = digits == null ? USUAL_PORT : Integer.parseInt(digits);
    if (port < 1 || port > 65_535) {
      throw new HttpSettings.Unusable(named.setting() + ": there is no port " + port);
    }
    return port;
  }

  /** Whether what is sent to it stays on this machine. */
  public boolean isLoopback() {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
  }

  @Override
  public String toString() {
    return "http://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}

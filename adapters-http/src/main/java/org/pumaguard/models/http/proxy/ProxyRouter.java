package org.pumaguard.models.http.proxy;

import java.net.URI;
import java.util.Optional;
import org.pumaguard.models.http.settings.HttpSettings;
import org.pumaguard.models.http.settings.Origin;
import org.pumaguard.models.http.settings.ProxySettings;

/** Selects the proxy for a URL. Thread-safe. */
public final class ProxyRouter {

  private final ProxySettings settings;
  private final NoProxyList exceptions;

  /** Uses the proxies and exceptions of these settings. */
  public ProxyRouter(ProxySettings settings) {
    this.settings = settings;
    this.exceptions = NoProxyList.parse(settings.exceptions());
  }

  /**
   * The proxy for a URL; empty for a direct connection. As in curl, loopback is no exception.
   *
   * @throws HttpSettings.Unusable if the address of the proxy is invalid or unsupported
   */
  public Optional<ProxyServer> proxyFor(URI target) {
    Origin origin = Origin.of(target);
    Optional<ProxySettings.Named> named =
        origin.scheme().equals("https") ? settings.https() : settings.http();
    if (exceptions.matches(origin)) {
      return Optional.empty();
    }
    return named.isEmpty() && settings.system()
        ? SystemProxies.proxyFor(origin)
        : named.map(ProxyServer::parse);
  }
}

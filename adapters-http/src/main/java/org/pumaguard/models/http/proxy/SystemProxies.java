package org.pumaguard.models.http.proxy;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Optional;
import org.pumaguard.models.http.settings.HttpSettings;
import org.pumaguard.models.http.settings.Origin;

/** The proxies that this JVM selects. */
final class SystemProxies {

  private static final String SETTING = "the proxy of this JVM";

  private SystemProxies() {}

  /**
   * The first proxy for an origin; empty for a direct connection. The selector learns the origin
   * only: the path and the query of an address may be confidential.
   *
   * @throws HttpSettings.Unusable if the proxy has no usable address
   */
  static Optional<ProxyServer> proxyFor(Origin origin) {
    ProxySelector selector = ProxySelector.getDefault();
    if (selector == null) {
      return Optional.empty();
    }
    return selector.select(URI.create(origin + "/")).stream()
        .findFirst()
        .filter(proxy -> proxy.type() != Proxy.Type.DIRECT)
        .map(SystemProxies::server);
  }

  private static ProxyServer server(Proxy proxy) {
    if (!(proxy.address() instanceof InetSocketAddress address) || address.getPort() < 1) {
      throw new HttpSettings.Unusable(SETTING + ": no usable address");
    }
    return new ProxyServer(
        proxy.type() == Proxy.Type.SOCKS ? ProxyServer.Kind.SOCKS5H : ProxyServer.Kind.HTTP,
        SETTING,
        Origin.normalizeHost(address.getHostString()),
        address.getPort(),
        Optional.empty());
  }
}

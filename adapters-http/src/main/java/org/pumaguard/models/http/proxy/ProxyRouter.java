package org.pumaguard.models.http.proxy;

import java.net.URI;
import java.util.Optional;
import org.pumaguard.models.http.settings.HttpSettings;
import org.pumaguard.models.http.settings.Origin;
import org.pumaguard.models.http.settings.ProxySettings;

/** Which proxy stands before an address; decided anew for each hop of a redirect. */
public final class ProxyRouter {

  private final ProxySettings settings;
  private final NoProxyList exceptions;

  public ProxyRouter(ProxySettings settings) {
    this.settings = settings;
    this.exceptions = NoProxyList.parse(settings.exceptions());
  }

  /**
   * The proxy to be asked instead of the address itself. The loopback interface is no exception by
   * itself, as with curl.
   *
   * @throws HttpSettings.Unusable when the proxy is of a kind that we can't use
   */
  public Optional<ProxyServer> of(URI target) {
    Origin origin = Origin.of(target);
    Optional<ProxySettings.Named> named =
        origin.scheme().equals("https") ? settings.https() : settings.http();
    return named.filter(proxy -> !exceptions.cover(origin)).map(ProxyServer::parse);
  }
}

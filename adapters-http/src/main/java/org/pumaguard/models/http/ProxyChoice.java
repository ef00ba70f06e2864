package org.pumaguard.models.http;

import java.net.URI;
import java.util.Optional;

/** Which proxy stands before an address; decided anew for each hop of a redirect. */
final class ProxyChoice {

  private final ProxySettings settings;
  private final ProxyExceptions exceptions;

  ProxyChoice(ProxySettings settings) {
    this.settings = settings;
    this.exceptions = ProxyExceptions.parse(settings.exceptions());
  }

  /**
   * The proxy to be asked instead of the address itself. The loopback interface is no exception by
   * itself, as with curl.
   *
   * @throws HttpSettings.Unusable when the proxy is of a kind that we can't use
   */
  Optional<ProxyServer> of(URI target) {
    Origin origin = Origin.of(target);
    Optional<ProxySettings.Named> named =
        origin.scheme().equals("https") ? settings.https() : settings.http();
    return named.filter(proxy -> !exceptions.cover(origin)).map(ProxyServer::parse);
  }
}

package org.pumaguard.models.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.ProbeReceiver;
import org.pumaguard.models.http.proxy.ProxyServer;
import org.pumaguard.models.http.settings.Origin;

/** The redirects from a requested location to the file, one exchange per hop. */
final class RedirectChain {

  private static final int MAX_REDIRECTS = 10;

  private final List<Exchange> exchanges = new ArrayList<>();
  private final Origin start;
  private Location current;
  private boolean leftServer;

  /** Starts at a location whose URL has a host. */
  RedirectChain(Location start) {
    this.start = Origin.of(start.uri());
    this.current = start;
  }

  /** The location to request next. */
  Location current() {
    return current;
  }

  /** True after a redirect to another server, even if a later redirect leads back. */
  boolean hasLeftServer() {
    return leftServer;
  }

  /** Adds the exchange with the current location. */
  void add(Exchange exchange) {
    exchanges.add(exchange);
  }

  /**
   * Makes the target of a redirect the current location.
   *
   * @throws Fetcher.Failure if the target was visited before or there were too many redirects
   */
  void follow(Location target) throws Fetcher.Failure {
    if (hops().anyMatch(target::equals)) {
      throw refused(target, "redirect loop");
    }
    if (exchanges.size() > MAX_REDIRECTS) {
      throw refused(target, "too many redirects (" + MAX_REDIRECTS + ")");
    }
    current = target;
    leftServer |= !Origin.of(target.uri()).isSameServerAs(start);
  }

  /** The hops so far, with the proxy and the certificate issuer of the last one. */
  Fetcher.Route route(ProbeReceiver probe) {
    Exchange last = exchanges.get(exchanges.size() - 1);
    return new Fetcher.Route(
        hops().toList(),
        probe.total(),
        probe.beginning(),
        last.proxy().map(ProxyServer::toString),
        last.issuer());
  }

  private Stream<Location> hops() {
    return exchanges.stream().map(Exchange::location);
  }

  private static Fetcher.Failure refused(Location location, String message) {
    return new Fetcher.Failure(Fetcher.Reason.REFUSED, location, message, Optional.empty());
  }
}

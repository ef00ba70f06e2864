package org.pumaguard.models.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.ProbeReceiver;
import org.pumaguard.models.http.proxy.ProxyServer;
import org.pumaguard.models.http.settings.Origin;

/** The way from a location to its bytes: which place redirected to which. */
final class RedirectChain {

  private static final int MAX_REDIRECTS = 10;

  private final List<Location> hops = new ArrayList<>();
  private final Origin start;
  private boolean astray;
  private Optional<Exchange> exchange = Optional.empty();

  /** A journey that begins at a location that names a host. */
  RedirectChain(Location start) {
    this.start = Origin.of(start.uri());
    hops.add(start);
  }

  Location here() {
    return hops.get(hops.size() - 1);
  }

  /** Whether it has led to another server than the first, be it that it has led back since. */
  boolean isAstray() {
    return astray;
  }

  /** Keeps what is asked at the place where it is now. */
  void asks(Exchange next) {
    exchange = Optional.of(next);
  }

  /**
   * Goes on.
   *
   * @throws Fetcher.Failure when it would not come to an end
   */
  void leadsTo(Location next) throws Fetcher.Failure {
    if (hops.contains(next) || hops.size() > MAX_REDIRECTS) {
      throw new Fetcher.Failure(
          Fetcher.Reason.REFUSED, next, "the redirects do not end", Optional.empty());
    }
    hops.add(next);
    astray |= !Origin.of(next.uri()).isServerOf(start);
  }

  /** How the location is reached, and what was seen of it. */
  Fetcher.Route route(ProbeReceiver inspection) {
    return new Fetcher.Route(
        hops,
        inspection.total(),
        inspection.beginning(),
        exchange.flatMap(Exchange::proxy).map(ProxyServer::toString),
        exchange.flatMap(Exchange::issuer));
  }
}

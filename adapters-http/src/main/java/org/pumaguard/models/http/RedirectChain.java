package org.pumaguard.models.http;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.hc.core5.http.HttpStatus;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.ProbeReceiver;
import org.pumaguard.models.http.connect.AddressFamilies;
import org.pumaguard.models.http.proxy.ProxyServer;
import org.pumaguard.models.http.settings.Origin;

/** The redirects from a requested location to the file, one exchange per hop. */
final class RedirectChain {

  /** The limit of browsers. */
  private static final int MAX_REDIRECTS = 20;

  private final Location first;
  private final Origin start;
  private final List<Exchange> exchanges = new ArrayList<>();
  private ChainCookies cookies = new ChainCookies();
  private Location current;
  private boolean leftServer;
  private boolean wasRepeated;

  /** Starts at a location whose URL has a host. */
  RedirectChain(Location first) {
    this.first = first;
    this.start = Origin.of(first.uri());
    this.current = first;
  }

  /** The location to request next. */
  Location current() {
    return current;
  }

  /** True after a redirect to another server, even if a later redirect leads back. */
  boolean hasLeftServer() {
    return leftServer;
  }

  /** The Cookie header for the current location. */
  Optional<String> cookies() {
    return cookies.header(current.uri());
  }

  /** Adds the exchange with the current location. */
  void add(Exchange exchange) {
    exchanges.add(exchange);
  }

  /**
   * Makes the target of a redirect the current location, which may be the same again: a server may
   * redirect to the address of the request after it has set a cookie.
   *
   * @throws Fetcher.Failure if there were too many redirects
   */
  void follow(Location target) throws Fetcher.Failure {
    if (exchanges.size() > MAX_REDIRECTS) {
      throw new Fetcher.Failure(
          Fetcher.Reason.REFUSED,
          target,
          "too many redirects (" + MAX_REDIRECTS + ")",
          Optional.empty());
    }
    Exchange last = exchanges.get(exchanges.size() - 1);
    cookies.store(last.uri(), last.cookies());
    current = target;
    leftServer |= !Origin.of(target.uri()).isSameServerAs(start);
  }

  /**
   * Starts again at the requested location if the target of a redirect refused the request. The
   * target may have a signature that has expired; a new redirect has a new one. Once in a chain.
   *
   * @return false if the failure is final
   */
  boolean startsAgain() {
    if (wasRepeated || exchanges.size() < 2 || !isRefusal(exchanges.get(exchanges.size() - 1))) {
      return false;
    }
    wasRepeated = true;
    exchanges.clear();
    cookies = new ChainCookies();
    current = first;
    leftServer = false;
    return true;
  }

  private static boolean isRefusal(Exchange exchange) {
    return switch (exchange.status()) {
      case HttpStatus.SC_UNAUTHORIZED,
          HttpStatus.SC_FORBIDDEN,
          HttpStatus.SC_NOT_FOUND,
          HttpStatus.SC_GONE ->
          true;
      default -> false;
    };
  }

  /**
   * The hops so far, with the network of the last one.
   *
   * @param families tries the addresses of all hosts
   */
  Fetcher.Route route(ProbeReceiver probe, AddressFamilies families, Cancellation cancellation) {
    Exchange last = exchanges.get(exchanges.size() - 1);
    List<Fetcher.SilentFamily> silent = new ArrayList<>();
    for (Peer peer : exchanges.stream().map(Peer::of).distinct().toList()) {
      silent.addAll(families.silent(peer.host(), peer.port(), cancellation));
    }
    return new Fetcher.Route(
        hops().toList(),
        probe.total(),
        probe.beginning(),
        new Fetcher.Network(
            last.proxy().map(ProxyServer::toString),
            last.session().flatMap(RedirectChain::issuer),
            last.serverTime(),
            silent));
  }

  private static Optional<String> issuer(SSLSession session) {
    try {
      X509Certificate own = (X509Certificate) session.getPeerCertificates()[0];
      return Optional.of(own.getIssuerX500Principal().getName());
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  private Stream<Location> hops() {
    return exchanges.stream().map(Exchange::location);
  }

  /** What this program connects to: a server or a proxy. */
  private record Peer(String host, int port) {

    static Peer of(Exchange exchange) {
      Origin server = Origin.of(exchange.uri());
      return exchange
          .proxy()
          .map(proxy -> new Peer(proxy.host(), proxy.port()))
          .orElseGet(() -> new Peer(server.host(), server.port()));
    }
  }
}

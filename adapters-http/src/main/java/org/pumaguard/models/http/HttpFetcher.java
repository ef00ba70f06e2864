package org.pumaguard.models.http;

import java.io.IOException;
import java.net.SocketException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.ProbeReceiver;
import org.pumaguard.models.http.auth.Credentials;
import org.pumaguard.models.http.proxy.ProxyRouter;
import org.pumaguard.models.http.proxy.ProxyServer;
import org.pumaguard.models.http.response.NotHttpException;
import org.pumaguard.models.http.settings.WebAddress;

/**
 * Fetches over HTTP (RFC 9110). Redirects are followed here, not by HttpClient, because target,
 * proxy and credentials are checked for each hop.
 *
 * <p>Connecting and waiting for a response end with the time-out. Name resolution is not limited:
 * Java cannot interrupt it, and the system's resolver has its own time-out.
 */
final class HttpFetcher implements Fetcher {

  private final HttpConnections connections;
  private final ProxyRouter proxies;
  private final Credentials credentials;
  private final ExceptionClassifier failures;

  /**
   * Fetches over these connections, which are opened at the first request.
   *
   * @param warnings receives warnings for the user, one line each
   */
  HttpFetcher(HttpConnections connections, Consumer<String> warnings) {
    this.connections = connections;
    this.proxies = new ProxyRouter(connections.settings().proxies());
    this.credentials = new Credentials(connections.settings().credentials(), warnings);
    this.failures = new ExceptionClassifier(connections.settings().timeout());
  }

  @Override
  public Set<String> schemes() {
    return Set.of("http", "https");
  }

  @Override
  public boolean usesNetwork() {
    return true;
  }

  @Override
  public Outcome fetch(Request request, Receiver receiver, Cancellation cancellation)
      throws IOException {
    RedirectChain redirects = new RedirectChain(requireHost(request.location()));
    return followRedirects(redirects, request, receiver, cancellation);
  }

  /** Sends GET and reads only the first bytes of the response, because many servers refuse HEAD. */
  @Override
  public Route inspect(Location location, Cancellation cancellation) throws Failure {
    RedirectChain redirects = new RedirectChain(requireHost(location));
    ProbeReceiver probe = new ProbeReceiver();
    try {
      followRedirects(redirects, Request.whole(location), probe, cancellation);
    } catch (Failure e) {
      throw e;
    } catch (IOException e) {
      throw new Failure(Reason.BROKEN, location, String.valueOf(e.getMessage()), e);
    }
    return redirects.route(probe, connections.families(), cancellation);
  }

  private Outcome followRedirects(
      RedirectChain redirects, Request request, Receiver receiver, Cancellation cancellation)
      throws IOException {
    while (true) {
      Exchange exchange = prepare(redirects, request);
      redirects.add(exchange);
      Outcome outcome;
      try {
        outcome = execute(exchange, receiver, cancellation);
      } catch (Failure e) {
        if (redirects.startsAgain()) {
          continue;
        }
        throw e;
      }
      if (exchange.redirect().isEmpty()) {
        return outcome;
      }
      redirects.follow(exchange.redirect().get());
    }
  }

  private Exchange prepare(RedirectChain redirects, Request request) {
    Location location = redirects.current();
    Exchange exchange = new Exchange(location, request);
    Optional<ProxyServer> proxy = proxies.proxyFor(exchange.uri());
    proxy.ifPresent(exchange::useProxy);
    boolean isProxyLocal = proxy.map(ProxyServer::isLoopback).orElse(true);
    credentials
        .authorization(location, redirects.hasLeftServer(), isProxyLocal)
        .ifPresent(exchange::authorize);
    credentials
        .headers(location, redirects.hasLeftServer(), isProxyLocal)
        .forEach(exchange::sendHeader);
    redirects.cookies().ifPresent(exchange::sendCookies);
    if (redirects.hasLeftServer()) {
      exchange.beForeign();
    }
    return exchange;
  }

  private Outcome execute(Exchange exchange, Receiver receiver, Cancellation cancellation)
      throws IOException {
    try (Cancellation.Registration registration = cancellation.onCancel(exchange::abandon)) {
      cancellation.check();
      return executeOnLiveConnection(exchange, receiver);
    } catch (BodyTransfer.ReceiverException e) {
      throw e.unwrap();
    } catch (Failure e) {
      throw e;
    } catch (RuntimeException e) {
      // HttpClient throws various exceptions if a request is cancelled while it connects.
      cancellation.check();
      if (exchange.isStopped()) {
        return Outcome.STOPPED;
      }
      requireOpen(exchange, e);
      throw e;
    } catch (IOException e) {
      cancellation.check();
      if (exchange.isStopped()) {
        return Outcome.STOPPED;
      }
      requireOpen(exchange, e);
      if (exchange.redirect().isPresent()) {
        return Outcome.COMPLETE;
      }
      throw failures.classify(exchange, e);
    }
  }

  /** Closing the connections fails the requests in progress in various ways. */
  private void requireOpen(Exchange exchange, Exception failure) throws Failure {
    if (connections.isClosed()) {
      throw new Failure(
          Reason.CLOSED, exchange.location(), "the HTTP connections are closed", failure);
    }
  }

  /**
   * Repeats the request on another connection if a kept connection turns out to be closed: the
   * server may close an idle connection at any time (RFC 9112, 9.5), which is not a failure.
   */
  private Outcome executeOnLiveConnection(Exchange exchange, Receiver receiver) throws IOException {
    while (true) {
      try {
        return exchange.execute(connections.client(), receiver);
      } catch (IOException e) {
        if (!isOfClosedConnection(e) || exchange.isAnswered() || !exchange.usedKeptConnection()) {
          throw e;
        }
      }
    }
  }

  /** A handler for each of the types would load them with this class. */
  private static boolean isOfClosedConnection(IOException e) {
    return e instanceof NoHttpResponseException
        || e instanceof NotHttpException
        || e instanceof SocketException;
  }

  private static Location requireHost(Location location) throws Failure {
    if (WebAddress.sendable(location.uri()).isEmpty()) {
      throw new Failure(Reason.REFUSED, location, "URL without a valid host", Optional.empty());
    }
    return location;
  }
}

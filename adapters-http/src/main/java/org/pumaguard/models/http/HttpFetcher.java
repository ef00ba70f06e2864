package org.pumaguard.models.http;

import java.io.IOException;
import java.net.SocketException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.ProbeReceiver;
import org.pumaguard.models.http.auth.Credentials;
import org.pumaguard.models.http.proxy.ProxyRouter;
import org.pumaguard.models.http.proxy.ProxyServer;

/**
 * Brings bytes over HTTP (RFC 9110). Ranges, conditions and redirects are made here, since each hop
 * of a redirect is a decision of its own: whether to go there, by which proxy, and who we are to
 * that server.
 *
 * <p>A hop that does not connect, or does not answer, ends when the time-out says. Only the look-up
 * of a name can take longer: Java can neither limit nor interrupt it, and the system's resolver has
 * its own time-out.
 */
public final class HttpFetcher implements Fetcher {

  private final Supplier<CloseableHttpClient> client;
  private final ProxyRouter proxies;
  private final Credentials credentials;

  /**
   * A fetcher over connections that are made when first needed.
   *
   * @param warnings is told what people should know, a line each
   */
  HttpFetcher(HttpConnections connections, Consumer<String> warnings) {
    this(
        connections::client,
        new ProxyRouter(connections.settings().proxies()),
        new Credentials(connections.settings().credentials(), warnings));
  }

  HttpFetcher(Supplier<CloseableHttpClient> client, ProxyRouter proxies, Credentials credentials) {
    this.client = client;
    this.proxies = proxies;
    this.credentials = credentials;
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
    return follow(new RedirectChain(checked(request.location())), request, receiver, cancellation);
  }

  /** Asks for the file and takes the beginning of the answer only; many servers refuse HEAD. */
  @Override
  public Route inspect(Location location, Cancellation cancellation) throws Failure {
    RedirectChain journey = new RedirectChain(checked(location));
    ProbeReceiver inspection = new ProbeReceiver();
    try {
      follow(journey, Request.whole(location), inspection, cancellation);
    } catch (Failure e) {
      throw e;
    } catch (IOException e) {
      throw new Failure(Reason.BROKEN, location, String.valueOf(e.getMessage()), e);
    }
    return journey.route(inspection);
  }

  private Outcome follow(
      RedirectChain journey, Request request, Receiver receiver, Cancellation cancellation)
      throws IOException {
    while (true) {
      Location here = journey.here();
      Optional<ProxyServer> proxy = proxies.of(here.uri());
      boolean isProxyLocal = proxy.map(ProxyServer::isLoopback).orElse(true);
      Optional<String> authorization =
          credentials.authorization(here, journey.isAstray(), isProxyLocal);
      Exchange exchange = new Exchange(here, request, proxy, authorization);
      journey.asks(exchange);
      Outcome outcome = run(exchange, receiver, cancellation);
      if (exchange.redirect().isEmpty()) {
        return outcome;
      }
      journey.leadsTo(exchange.redirect().get());
    }
  }

  private Outcome run(Exchange exchange, Receiver receiver, Cancellation cancellation)
      throws IOException {
    try (Cancellation.Registration registration = cancellation.onCancel(exchange::abandon)) {
      cancellation.check();
      return answered(exchange, receiver);
    } catch (BodyTransfer.ReceiverRefusal e) {
      throw e.refusal();
    } catch (Failure e) {
      throw e;
    } catch (RuntimeException e) {
      // HttpClient throws several, with no meaning, when a request is given up as it connects.
      cancellation.check();
      if (exchange.isStopped()) {
        return Outcome.STOPPED;
      }
      throw e;
    } catch (IOException e) {
      cancellation.check();
      if (exchange.isStopped()) {
        return Outcome.STOPPED;
      }
      if (exchange.redirect().isPresent()) {
        return Outcome.COMPLETE;
      }
      throw FailureClassifier.of(exchange.location(), e, exchange.proxy());
    }
  }

  /**
   * A connection that was kept may have been ended by the server just when it was to be used again
   * (RFC 9112, 9.5): that is no answer, and no failure of the server. Another connection is taken
   * then.
   */
  private Outcome answered(Exchange exchange, Receiver receiver) throws IOException {
    while (true) {
      try {
        return exchange.run(client.get(), receiver);
      } catch (NoHttpResponseException | SocketException e) {
        if (exchange.isAnswered() || !exchange.wasOnKeptConnection()) {
          throw e;
        }
      }
    }
  }

  private static Location checked(Location location) throws Failure {
    if (location.uri().getHost() == null) {
      throw new Failure(Reason.REFUSED, location, "the address names no host", Optional.empty());
    }
    return location;
  }
}

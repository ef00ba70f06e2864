package org.pumaguard.models.http;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.http.auth.UserInfo;
import org.pumaguard.models.http.proxy.ProxyServer;

/** One request to one place, and what came of it. */
final class Exchange {

  private static final String PROXY = "org.pumaguard.models.http.proxy";

  private final Location location;
  private final Fetcher.Request request;
  private final Optional<ProxyServer> proxy;
  private final HttpGet get;
  private final HttpClientContext context = HttpClientContext.create();
  private Optional<Location> redirect = Optional.empty();
  private boolean answered;
  private boolean stopped;

  /**
   * A request that was not sent yet.
   *
   * @param location where, which need not be where the request began
   * @param authorization what the server is told of who we are
   */
  Exchange(
      Location location,
      Fetcher.Request request,
      Optional<ProxyServer> proxy,
      Optional<String> authorization) {
    this.location = location;
    this.request = request;
    this.proxy = proxy;
    this.get = new HttpGet(UserInfo.without(location.uri()));
    proxy.ifPresent(server -> context.setAttribute(PROXY, server));
    authorization.ifPresent(value -> get.setHeader(HttpHeaders.AUTHORIZATION, value));
    addConditions();
  }

  /** The proxy of the exchange to which a context belongs. */
  static Optional<ProxyServer> proxyOf(HttpContext context) {
    return Optional.ofNullable((ProxyServer) context.getAttribute(PROXY));
  }

  Optional<ProxyServer> proxy() {
    return proxy;
  }

  Location location() {
    return location;
  }

  Fetcher.Request request() {
    return request;
  }

  /**
   * Ends the exchange without reading the rest, which HttpClient would otherwise do, whatever its
   * size. May be called by any thread.
   */
  void abandon() {
    get.cancel();
  }

  /** As {@link #abandon}, since the receiver wants no more; that may end in an exception. */
  void stop() {
    stopped = true;
    abandon();
  }

  /** Whether the receiver wanted no more. */
  boolean isStopped() {
    return stopped;
  }

  /** Where the answer points to; kept here, since abandoning an answer may end in an exception. */
  Optional<Location> redirect() {
    return redirect;
  }

  /** Who vouches for the server that has answered. */
  Optional<String> issuer() {
    if (context.getSSLSession() == null) {
      return Optional.empty();
    }
    try {
      X509Certificate own = (X509Certificate) context.getSSLSession().getPeerCertificates()[0];
      return Optional.of(own.getIssuerX500Principal().getName());
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  /**
   * Sends the request, and pushes the body of the answer unless that is a redirect.
   *
   * @throws BodyTransfer.ReceiverRefusal when the receiver throws anything
   */
  Fetcher.Outcome run(CloseableHttpClient client, Fetcher.Receiver receiver) throws IOException {
    // Of this try, not of one before: a connection that can't be had is none.
    context.setEndpointDetails(null);
    return client.execute(get, context, response -> take(response, receiver));
  }

  /** Whether the head of an answer has come. */
  boolean isAnswered() {
    return answered;
  }

  /** Whether the last request went over a connection that had served another before. */
  boolean wasOnKeptConnection() {
    EndpointDetails connection = context.getEndpointDetails();
    return connection != null && connection.getRequestCount() > 1;
  }

  private Fetcher.Outcome take(ClassicHttpResponse response, Fetcher.Receiver receiver)
      throws IOException {
    answered = true;
    switch (response.getCode()) {
      case HttpStatus.SC_OK, HttpStatus.SC_PARTIAL_CONTENT -> {
        return new BodyTransfer(this, receiver).push(response);
      }
      case HttpStatus.SC_NOT_MODIFIED -> {
        if (!get.containsHeader(HttpHeaders.IF_NONE_MATCH)) {
          abandon();
          throw FailureClassifier.of(location, response, proxy);
        }
        return Fetcher.Outcome.NOT_MODIFIED;
      }
      case HttpStatus.SC_MOVED_PERMANENTLY,
          HttpStatus.SC_MOVED_TEMPORARILY,
          HttpStatus.SC_SEE_OTHER,
          HttpStatus.SC_TEMPORARY_REDIRECT,
          HttpStatus.SC_PERMANENT_REDIRECT -> {
        redirect = Optional.of(Redirect.target(location, response));
        abandon();
        return Fetcher.Outcome.COMPLETE;
      }
      default -> {
        abandon();
        throw FailureClassifier.of(location, response, proxy);
      }
    }
  }

  private void addConditions() {
    // Compressed on the way, lengths and ranges would be those of other bytes than the digest's.
    get.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
    if (request.offset() > 0 || request.end().isPresent()) {
      String last = request.end().isPresent() ? "" + (request.end().getAsLong() - 1) : "";
      get.setHeader(HttpHeaders.RANGE, "bytes=" + request.offset() + "-" + last);
      request.validator().ifPresent(tag -> get.setHeader(HttpHeaders.IF_RANGE, tag));
    } else {
      request.validator().ifPresent(tag -> get.setHeader(HttpHeaders.IF_NONE_MATCH, tag));
    }
  }
}

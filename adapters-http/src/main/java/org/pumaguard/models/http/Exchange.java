package org.pumaguard.models.http;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSession;
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
import org.pumaguard.models.http.settings.OriginHeader;
import org.pumaguard.models.http.settings.WebAddress;

/** One request to one location and its response. */
final class Exchange {

  private static final String PROXY = "org.pumaguard.models.http.proxy";

  /** Keeps the connections of redirects apart: they have no client certificate. */
  private static final String FOREIGN = "foreign";

  private static final String ERROR_TEXT = "org.pumaguard.models.http.error-text";

  private final Location location;
  private final URI uri;
  private final Fetcher.Request request;
  private final HttpGet get;
  private final ConfidentialHead confidential;
  private final HttpClientContext context = HttpClientContext.create();
  private final TransferProgress progress = new TransferProgress();
  private Optional<Location> redirect = Optional.empty();
  private List<String> cookies = List.of();
  private Optional<Instant> serverTime = Optional.empty();
  private int status;
  private boolean answered;
  private boolean stopped;

  /**
   * An exchange whose request is not sent yet.
   *
   * @param location of this hop, with a valid host; after a redirect not that of the request
   */
  Exchange(Location location, Fetcher.Request request) {
    this.location = location;
    this.uri = WebAddress.sendable(location.uri()).orElseThrow();
    this.request = request;
    URI shown = UserInfo.without(uri);
    this.get = new HttpGet(shown);
    this.confidential = new ConfidentialHead(get, get.getPath());
    int query = get.getPath().indexOf('?');
    if (query >= 0) {
      get.setPath(get.getPath().substring(0, query));
    }
    confidential.attach(context);
    Conditions.add(get, request);
  }

  /** Sends the request through this proxy. */
  void useProxy(ProxyServer proxy) {
    context.setAttribute(PROXY, proxy);
  }

  /** Marks a request to another server than the requested one, which must not know this program. */
  void beForeign() {
    context.setUserToken(FOREIGN);
  }

  /** Whether the request of a context goes to the requested server. */
  static boolean isOwn(HttpContext context) {
    return !FOREIGN.equals(HttpClientContext.cast(context).getUserToken());
  }

  /** Sends this value of the Authorization header. */
  void authorize(String authorization) {
    confidential.set(HttpHeaders.AUTHORIZATION, authorization);
  }

  /** Sends this header. */
  void sendHeader(OriginHeader header) {
    confidential.set(header.name(), header.value());
  }

  /** Sends this value of the Cookie header. */
  void sendCookies(String pairs) {
    confidential.set(HttpHeaders.COOKIE, pairs);
  }

  /** The proxy of the exchange that a context belongs to. */
  static Optional<ProxyServer> proxyOf(HttpContext context) {
    return Optional.ofNullable((ProxyServer) context.getAttribute(PROXY));
  }

  /** Records the text with which the server explained an error. */
  static void setErrorText(HttpContext context, String text) {
    context.setAttribute(ERROR_TEXT, text);
  }

  /** The text with which the server explained the error; without secrets of the request. */
  Optional<String> errorText() {
    return Optional.ofNullable((String) context.getAttribute(ERROR_TEXT));
  }

  Optional<ProxyServer> proxy() {
    return proxyOf(context);
  }

  Location location() {
    return location;
  }

  /** The URL in the form that is sent. */
  URI uri() {
    return uri;
  }

  Fetcher.Request request() {
    return request;
  }

  TransferProgress progress() {
    return progress;
  }

  /**
   * Closes the connection without reading the rest of the body, which HttpClient would otherwise
   * read in full. Thread-safe.
   */
  void abandon() {
    get.cancel();
  }

  /** Ends the transfer because the receiver wants no more bytes; reading on may throw. */
  void stop() {
    stopped = true;
    abandon();
  }

  /** Whether the receiver ended the transfer. */
  boolean isStopped() {
    return stopped;
  }

  /** The target of a redirect. It is kept here because abandoning a response may throw. */
  Optional<Location> redirect() {
    return redirect;
  }

  /** The values of the Set-Cookie headers of a redirect. */
  List<String> cookies() {
    return cookies;
  }

  /** The status of the response; 0 before it was received. */
  int status() {
    return status;
  }

  /** The time of the server when it responded. */
  Optional<Instant> serverTime() {
    return serverTime;
  }

  /** The TLS session; empty without TLS. */
  Optional<SSLSession> session() {
    return Optional.ofNullable(context.getSSLSession());
  }

  /**
   * Sends the request and pushes the body of the response, unless it is a redirect.
   *
   * @throws BodyTransfer.ReceiverException if the receiver throws an exception
   */
  Fetcher.Outcome execute(CloseableHttpClient client, Fetcher.Receiver receiver)
      throws IOException {
    // The connection of an earlier attempt must not count for this one.
    context.setEndpointDetails(null);
    return client.execute(get, context, response -> handle(response, receiver));
  }

  /** True once the head of a response was received. */
  boolean isAnswered() {
    return answered;
  }

  /** True if the last request used a connection that had served another request before. */
  boolean usedKeptConnection() {
    EndpointDetails connection = context.getEndpointDetails();
    return connection != null && connection.getRequestCount() > 1;
  }

  private Fetcher.Outcome handle(ClassicHttpResponse response, Fetcher.Receiver receiver)
      throws IOException {
    answered = true;
    status = response.getCode();
    serverTime = ServerTime.of(response);
    switch (response.getCode()) {
      case HttpStatus.SC_OK, HttpStatus.SC_PARTIAL_CONTENT -> {
        return new BodyTransfer(this, receiver).push(response);
      }
      case HttpStatus.SC_NOT_MODIFIED -> {
        if (!get.containsHeader(HttpHeaders.IF_NONE_MATCH)) {
          abandon();
          throw StatusFailure.of(this, response);
        }
        return Fetcher.Outcome.NOT_MODIFIED;
      }
      case HttpStatus.SC_MOVED_PERMANENTLY,
          HttpStatus.SC_MOVED_TEMPORARILY,
          HttpStatus.SC_SEE_OTHER,
          HttpStatus.SC_TEMPORARY_REDIRECT,
          HttpStatus.SC_PERMANENT_REDIRECT -> {
        cookies =
            Arrays.stream(response.getHeaders(HttpHeaders.SET_COOKIE))
                .map(header -> String.valueOf(header.getValue()))
                .toList();
        redirect = Optional.of(Redirect.target(this, response));
        abandon();
        return Fetcher.Outcome.COMPLETE;
      }
      default -> {
        abandon();
        throw StatusFailure.of(this, response);
      }
    }
  }
}

package org.pumaguard.models.http;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.pumaguard.models.http.proxy.ProxyServer;
import org.pumaguard.models.http.response.ErrorText;
import org.pumaguard.models.http.response.RequestSecrets;
import org.pumaguard.models.http.timeout.Deadlines;
import org.pumaguard.models.http.timeout.InterimResponses;

/**
 * Sends a request, to a server or a proxy, and receives the complete response head within the
 * time-out. An interim response (RFC 9110, 15.2) restarts the time-out a limited number of times.
 * Thread-safe.
 */
final class DeadlineRequestExecutor extends HttpRequestExecutor {

  private final Deadlines deadlines;
  private final InterimResponses interim;

  DeadlineRequestExecutor(Deadlines deadlines) {
    this(deadlines, new InterimResponses());
  }

  private DeadlineRequestExecutor(Deadlines deadlines, InterimResponses interim) {
    super(Http1Config.DEFAULT, DefaultConnectionReuseStrategy.INSTANCE, interim);
    this.deadlines = deadlines;
    this.interim = interim;
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request,
      HttpClientConnection connection,
      HttpResponseInformationCallback callback,
      HttpContext context)
      throws IOException, HttpException {
    boolean isConnect = Method.CONNECT.isSame(request.getMethod());
    Optional<ConfidentialHead> head = isConnect ? Optional.empty() : ConfidentialHead.of(context);
    head.ifPresent(confidential -> confidential.reveal(request));
    try {
      return executeRevealed(request, connection, callback, context);
    } finally {
      request.removeHeaders(HttpHeaders.PROXY_AUTHORIZATION);
      head.ifPresent(confidential -> confidential.conceal(request));
    }
  }

  private ClassicHttpResponse executeRevealed(
      ClassicHttpRequest request,
      HttpClientConnection connection,
      HttpResponseInformationCallback callback,
      HttpContext context)
      throws IOException, HttpException {
    boolean isConnect = Method.CONNECT.isSame(request.getMethod());
    if (isConnect || "http".equals(request.getScheme())) {
      // Inside a tunnel the server would receive the header.
      Exchange.proxyOf(context)
          .flatMap(ProxyServer::authorization)
          .ifPresent(value -> request.setHeader(HttpHeaders.PROXY_AUTHORIZATION, value));
    }
    ClassicHttpResponse response =
        deadlines.runRestartable(
            () -> connection.close(CloseMode.IMMEDIATE),
            "response head",
            deadline -> {
              interim.register(connection, deadline);
              try {
                return super.execute(request, connection, callback, context);
              } finally {
                interim.unregister(connection);
              }
            });
    if (isConnect && response.getCode() != HttpStatus.SC_OK) {
      connection.close(CloseMode.IMMEDIATE);
      throw new TunnelRefused(Exchange.proxyOf(context).orElseThrow(), response);
    }
    if (response.getCode() >= HttpStatus.SC_BAD_REQUEST) {
      ErrorText.read(connection, response)
          .map(text -> RequestSecrets.mask(text, request, secrets(context)))
          .ifPresent(text -> Exchange.setErrorText(context, text));
    }
    return response;
  }

  private static List<String> secrets(HttpContext context) {
    return ConfidentialHead.of(context).map(ConfidentialHead::values).orElse(List.of());
  }

  /** The proxy refused to open a tunnel; the server did not respond. */
  static final class TunnelRefused extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient ProxyServer proxy;
    private final transient ClassicHttpResponse response;

    TunnelRefused(ProxyServer proxy, ClassicHttpResponse response) {
      super("the proxy " + proxy + " responded " + response.getCode());
      this.proxy = proxy;
      this.response = response;
    }

    ProxyServer proxy() {
      return proxy;
    }

    ClassicHttpResponse response() {
      return response;
    }
  }
}

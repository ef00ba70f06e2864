package org.pumaguard.models.http;

import java.io.IOException;
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
import org.pumaguard.models.http.timeout.Deadlines;
import org.pumaguard.models.http.timeout.InterimResponses;

/**
 * Sends each message and takes the head of its answer, those of a proxy included. The whole head
 * has to come within the time allowed. An interim answer (RFC 9110, 15.2) says that there is more
 * to wait for: it has to be whole in that time as well, and the next one after it; but there is an
 * end to that, too.
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
    Optional<ProxyServer> proxy = Exchange.proxyOf(context);
    boolean isConnect = Method.CONNECT.isSame(request.getMethod());
    if (isConnect || "http".equals(request.getScheme())) {
      // Inside a tunnel it is the server who would read it.
      proxy
          .flatMap(ProxyServer::authorization)
          .ifPresent(value -> request.setHeader(HttpHeaders.PROXY_AUTHORIZATION, value));
    }
    ClassicHttpResponse response =
        deadlines.meetAnew(
            () -> connection.close(CloseMode.IMMEDIATE),
            "no complete answer in time",
            deadline -> {
              interim.expect(connection, deadline);
              try {
                return super.execute(request, connection, callback, context);
              } finally {
                interim.forget(connection);
              }
            });
    if (isConnect && response.getCode() != HttpStatus.SC_OK) {
      connection.close(CloseMode.IMMEDIATE);
      throw new ProxyRefusal(response);
    }
    return response;
  }

  /** A proxy leads to no server; its answer is no answer of the server. */
  static final class ProxyRefusal extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient ClassicHttpResponse response;

    ProxyRefusal(ClassicHttpResponse response) {
      super("the proxy answers " + response.getCode());
      this.response = response;
    }

    ClassicHttpResponse response() {
      return response;
    }
  }
}

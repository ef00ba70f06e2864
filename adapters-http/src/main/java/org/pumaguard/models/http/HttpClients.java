package org.pumaguard.models.http;

import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.pumaguard.models.http.connect.ConnectionOperator;
import org.pumaguard.models.http.connect.QuietConnection;
import org.pumaguard.models.http.connect.Resolver;
import org.pumaguard.models.http.response.ResponseParser;
import org.pumaguard.models.http.settings.HttpSettings;
import org.pumaguard.models.http.timeout.Deadlines;
import org.pumaguard.models.http.tls.TlsSockets;

/** Builds the client with retries, redirects, decompression, cookies and authentication off. */
final class HttpClients {

  /** Enough for signed URLs in redirects; a longer head is refused. */
  private static final int MAX_LINE_BYTES = 32 * 1024;

  private static final int MAX_HEADERS = 200;

  private HttpClients() {}

  static CloseableHttpClient open(HttpSettings settings, Deadlines deadlines, Resolver resolver) {
    Timeout timeout = Timeout.of(settings.timeout());
    PoolingHttpClientConnectionManager connections =
        new PoolingHttpClientConnectionManager(
            new ConnectionOperator(
                resolver,
                new TlsSockets(settings.trust(), deadlines, Exchange::isOwn),
                deadlines,
                Exchange::proxyOf),
            PoolConcurrencyPolicy.STRICT,
            PoolReusePolicy.LIFO,
            TimeValue.NEG_ONE_MILLISECOND,
            // HttpCore passes its default limits to a parser, which are none before 5.4.
            QuietConnection.factory(limits(), defaults -> new ResponseParser(limits())));
    connections.setMaxTotal(settings.connections());
    connections.setDefaultMaxPerRoute(settings.connections());
    connections.setDefaultConnectionConfig(
        ConnectionConfig.custom().setConnectTimeout(timeout).setSocketTimeout(timeout).build());
    HttpClientBuilder builder = HttpClientBuilder.create().setUserAgent(settings.userAgent());
    settings.customizer().ifPresent(change -> change.accept(builder));
    // After the changes of the host program, since transfers rely on each of these.
    return builder
        .setConnectionManager(connections)
        .setConnectionManagerShared(false)
        .setRequestExecutor(new DeadlineRequestExecutor(deadlines))
        .setRoutePlanner(HttpClients::route)
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setResponseTimeout(timeout)
                .setConnectionRequestTimeout(Timeout.DISABLED)
                // Credentials are sent with the first request or not at all.
                .setAuthenticationEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .build())
        // Ranges, lengths and digests refer to the bytes of the file.
        .disableContentCompression()
        // The domain retries.
        .disableAutomaticRetries()
        // HttpFetcher checks each hop.
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        // HttpClient would keep the connections with a client certificate apart for each request.
        .setUserTokenHandler((route, context) -> HttpClientContext.cast(context).getUserToken())
        .build();
  }

  private static Http1Config limits() {
    return Http1Config.custom()
        .setMaxLineLength(MAX_LINE_BYTES)
        .setMaxHeaderCount(MAX_HEADERS)
        .build();
  }

  /**
   * Routes through the proxy of the exchange, for https in a tunnel. A SOCKS proxy belongs to the
   * connection, not to the route: all connections to a server lead through the same one.
   */
  private static HttpRoute route(HttpHost target, HttpContext context) {
    HttpHost host = RoutingSupport.normalize(target, DefaultSchemePortResolver.INSTANCE);
    boolean isSecure = host.getSchemeName().equals("https");
    return Exchange.proxyOf(context)
        .filter(proxy -> !proxy.isSocks())
        .map(proxy -> new HttpHost("http", proxy.host(), proxy.port()))
        .map(proxy -> new HttpRoute(host, null, proxy, isSecure))
        .orElseGet(() -> new HttpRoute(host, null, isSecure));
  }
}

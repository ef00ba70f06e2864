package org.pumaguard.models.http;

import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.Timeout;

/** Makes the client, with all that it would do by itself switched off. */
final class HttpClients {

  private HttpClients() {}

  static CloseableHttpClient open(HttpSettings settings) {
    Timeout timeout = Timeout.of(settings.timeout());
    PoolingHttpClientConnectionManager connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setMaxConnTotal(settings.connections())
            .setMaxConnPerRoute(settings.connections())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(timeout)
                    .setSocketTimeout(timeout)
                    .build())
            .setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(timeout).build())
            .build();
    return HttpClientBuilder.create()
        .setConnectionManager(connections)
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setResponseTimeout(timeout)
                .setConnectionRequestTimeout(Timeout.DISABLED)
                .build())
        .setUserAgent(settings.userAgent())
        // Unpacked on the way, ranges, lengths and digests would be those of other bytes.
        .disableContentCompression()
        // One retry policy: the domain's.
        .disableAutomaticRetries()
        // Each hop of a redirect is a decision.
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .build();
  }
}

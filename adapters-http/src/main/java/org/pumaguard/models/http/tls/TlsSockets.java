package org.pumaguard.models.http.tls;

import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.Closer;
import org.pumaguard.models.http.settings.TrustSettings;
import org.pumaguard.models.http.timeout.Deadlines;

/**
 * Opens TLS connections; the handshake has a deadline. The trusted certificates are loaded at the
 * first connection because that takes as long as a small fetch. Thread-safe.
 */
public final class TlsSockets implements TlsSocketStrategy {

  private final TrustSettings trust;
  private final Deadlines deadlines;
  private Optional<TlsSocketStrategy> cached = Optional.empty();

  /** Trusts Java's certificates and those of the settings. */
  public TlsSockets(TrustSettings trust, Deadlines deadlines) {
    this.trust = trust;
    this.deadlines = deadlines;
  }

  @Override
  public SSLSocket upgrade(
      Socket socket, String host, int port, Object attachment, HttpContext context)
      throws IOException {
    TlsSocketStrategy strategy = strategy();
    return deadlines.run(
        () -> Closer.closeQuietly(socket),
        "TLS handshake",
        () -> strategy.upgrade(socket, host, port, attachment, context));
  }

  private synchronized TlsSocketStrategy strategy() {
    if (cached.isEmpty()) {
      cached =
          Optional.of(
              new DefaultClientTlsStrategy(
                  CombinedTrustManager.sslContext(trust),
                  // Java would report a wrong host like an untrusted issuer.
                  HostnameVerificationPolicy.CLIENT,
                  new HostnameCheck()));
    }
    return cached.get();
  }
}

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
 * Makes connections secure, within the time allowed. What that takes is made when it is first
 * needed: reading the certificates that Java trusts takes as long as many a fetch.
 */
public final class TlsSockets implements TlsSocketStrategy {

  private final TrustSettings trust;
  private final Deadlines deadlines;
  private Optional<TlsSocketStrategy> made = Optional.empty();

  public TlsSockets(TrustSettings trust, Deadlines deadlines) {
    this.trust = trust;
    this.deadlines = deadlines;
  }

  @Override
  public SSLSocket upgrade(
      Socket socket, String host, int port, Object attachment, HttpContext context)
      throws IOException {
    TlsSocketStrategy strategy = strategy();
    return deadlines.meet(
        () -> Closer.closeQuietly(socket),
        "no secure connection in time",
        () -> strategy.upgrade(socket, host, port, attachment, context));
  }

  private synchronized TlsSocketStrategy strategy() {
    if (made.isEmpty()) {
      made =
          Optional.of(
              new DefaultClientTlsStrategy(
                  CombinedTrustManager.context(trust),
                  // Not by Java, which would report it as it reports whom it does not trust.
                  HostnameVerificationPolicy.CLIENT,
                  new HostnameCheck()));
    }
    return made.get();
  }
}

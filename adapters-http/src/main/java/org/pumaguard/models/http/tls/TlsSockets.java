package org.pumaguard.models.http.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.ssl.TLS;
import org.apache.hc.core5.http.ssl.TlsCiphers;
import org.apache.hc.core5.io.Closer;
import org.pumaguard.models.http.settings.ClientCertificate;
import org.pumaguard.models.http.settings.TrustSettings;
import org.pumaguard.models.http.timeout.Deadlines;

/**
 * Opens TLS connections; the handshake has a deadline. The server name is sent for every host that
 * is not an IP address (RFC 6066, 3); Java by itself omits names without a dot. The trusted
 * certificates are loaded at the first connection because that takes as long as a small fetch.
 * Thread-safe.
 */
public final class TlsSockets implements TlsSocketStrategy {

  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

  private final TrustSettings trust;
  private final Deadlines deadlines;
  private final Predicate<HttpContext> isOwn;
  private final HostnameCheck names = new HostnameCheck();
  private Optional<Contexts> cached = Optional.empty();

  /**
   * Trusts Java's certificates and those of the settings, or what the context of a host program
   * trusts.
   *
   * @param isOwn whether the server of a request may identify this program: not after a redirect to
   *     another server
   */
  public TlsSockets(TrustSettings trust, Deadlines deadlines, Predicate<HttpContext> isOwn) {
    this.trust = trust;
    this.deadlines = deadlines;
    this.isOwn = isOwn;
  }

  @Override
  public SSLSocket upgrade(
      Socket socket, String host, int port, Object attachment, HttpContext context)
      throws IOException {
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    Contexts contexts = contexts();
    SSLContext ssl = isOwn.test(context) ? contexts.identified() : contexts.anonymous();
    SSLSocket secured = (SSLSocket) ssl.getSocketFactory().createSocket(socket, name, port, false);
    try {
      return deadlines.run(
          () -> Closer.closeQuietly(socket), "TLS handshake", () -> handshake(secured, name));
    } catch (IOException | RuntimeException e) {
      Closer.closeQuietly(socket);
      throw e;
    }
  }

  private SSLSocket handshake(SSLSocket socket, String host) throws IOException {
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(TLS.excludeWeak(parameters.getProtocols()));
    parameters.setCipherSuites(TlsCiphers.excludeWeak(parameters.getCipherSuites()));
    serverName(host).ifPresent(name -> parameters.setServerNames(List.of(name)));
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    // Java would report a wrong host like an untrusted issuer.
    Certificate[] chain = socket.getSession().getPeerCertificates();
    names.verify(host, (X509Certificate) chain[0]);
    return socket;
  }

  private static Optional<SNIServerName> serverName(String host) {
    if (ADDRESS.matcher(host).matches()) {
      return Optional.empty();
    }
    try {
      // The constructor for text refuses underscores.
      return Optional.of(new SNIHostName(host.getBytes(StandardCharsets.US_ASCII)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private synchronized Contexts contexts() {
    if (cached.isEmpty()) {
      cached = Optional.of(Contexts.of(trust));
    }
    return cached.get();
  }

  /**
   * The contexts with and without the own certificate; the same one without a certificate.
   *
   * @param identified sends the own certificate to a server that asks for one
   */
  private record Contexts(SSLContext anonymous, SSLContext identified) {

    private static final String ALIAS = "own";
    private static final char[] NO_PASSWORD = {};

    static Contexts of(TrustSettings settings) {
      if (settings.context().isPresent()) {
        return new Contexts(settings.context().get(), settings.context().get());
      }
      try {
        TrustManager[] trust = {CombinedTrustManager.of(settings)};
        SSLContext anonymous = context(new KeyManager[0], trust);
        return new Contexts(
            anonymous,
            settings.client().isEmpty()
                ? anonymous
                : context(keyManagers(settings.client().get()), trust));
      } catch (GeneralSecurityException | IOException e) {
        throw CombinedTrustManager.unsupported(e);
      }
    }

    private static SSLContext context(KeyManager[] keys, TrustManager[] trust)
        throws GeneralSecurityException {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust, new SecureRandom());
      return context;
    }

    private static KeyManager[] keyManagers(ClientCertificate own)
        throws GeneralSecurityException, IOException {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry(ALIAS, own.key(), NO_PASSWORD, own.chain().toArray(new Certificate[0]));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, NO_PASSWORD);
      return factory.getKeyManagers();
    }
  }
}

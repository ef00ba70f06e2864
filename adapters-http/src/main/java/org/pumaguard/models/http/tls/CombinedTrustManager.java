package org.pumaguard.models.http.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.pumaguard.models.http.settings.HttpSettings;
import org.pumaguard.models.http.settings.TrustSettings;

/**
 * Trusts Java's certificates and those of the settings, and reports why a certificate is not
 * trusted. Thread-safe.
 */
final class CombinedTrustManager extends X509ExtendedTrustManager {

  private final X509ExtendedTrustManager delegate;

  private CombinedTrustManager(X509ExtendedTrustManager delegate) {
    this.delegate = delegate;
  }

  /**
   * The context for TLS connections.
   *
   * @throws HttpSettings.Unusable if a certificate of the settings cannot be decoded
   */
  static SSLContext sslContext(TrustSettings settings) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {of(settings)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw unsupported(e);
    }
  }

  static CombinedTrustManager of(TrustSettings settings) {
    try {
      X509ExtendedTrustManager java = javaTrustManager();
      return new CombinedTrustManager(
          settings.certificates().isEmpty()
              ? java
              : trustManager(keyStore(java.getAcceptedIssuers(), certificates(settings))));
    } catch (GeneralSecurityException | IOException e) {
      throw unsupported(e);
    }
  }

  private static IllegalStateException unsupported(Exception e) {
    return new IllegalStateException("this Java does not support TLS connections", e);
  }

  private static X509ExtendedTrustManager javaTrustManager() throws GeneralSecurityException {
    TrustManagerFactory factory = newFactory();
    factory.init((KeyStore) null);
    return trustManager(factory);
  }

  private static X509ExtendedTrustManager trustManager(KeyStore certificates)
      throws GeneralSecurityException {
    TrustManagerFactory factory = newFactory();
    factory.init(certificates);
    return trustManager(factory);
  }

  private static TrustManagerFactory newFactory() throws GeneralSecurityException {
    return TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
  }

  private static X509ExtendedTrustManager trustManager(TrustManagerFactory factory)
      throws GeneralSecurityException {
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509ExtendedTrustManager.class::isInstance)
        .map(X509ExtendedTrustManager.class::cast)
        .findFirst()
        .orElseThrow(() -> new GeneralSecurityException("no trust manager"));
  }

  private static KeyStore keyStore(
      X509Certificate[] ofJava, Collection<? extends Certificate> ofSettings)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (Certificate certificate : ofJava) {
      store.setCertificateEntry("java-" + number++, certificate);
    }
    for (Certificate certificate : ofSettings) {
      store.setCertificateEntry("settings-" + number++, certificate);
    }
    return store;
  }

  private static Collection<? extends Certificate> certificates(TrustSettings settings)
      throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    try {
      return factory.generateCertificates(
          new ByteArrayInputStream(settings.certificates().getBytes(StandardCharsets.US_ASCII)));
    } catch (CertificateException e) {
      throw new HttpSettings.Unusable(
          settings.source() + ": certificate cannot be decoded: " + e.getMessage());
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    try {
      delegate.checkServerTrusted(chain, type, socket);
    } catch (CertificateException e) {
      throw UntrustedCertificateException.of(chain, e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    try {
      delegate.checkServerTrusted(chain, type, engine);
    } catch (CertificateException e) {
      throw UntrustedCertificateException.of(chain, e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    try {
      delegate.checkServerTrusted(chain, type);
    } catch (CertificateException e) {
      throw UntrustedCertificateException.of(chain, e);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    delegate.checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    delegate.checkClientTrusted(chain, type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    delegate.checkClientTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return delegate.getAcceptedIssuers();
  }
}

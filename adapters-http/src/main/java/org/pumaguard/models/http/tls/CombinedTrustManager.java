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
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.pumaguard.models.http.settings.HttpSettings;
import org.pumaguard.models.http.settings.TrustSettings;

/**
 * Trusts Java's certificates and those of the settings, and reports why a certificate is not
 * trusted. {@link FallbackCertificates} are read when a certificate has no trusted issuer.
 * Thread-safe.
 */
final class CombinedTrustManager extends X509ExtendedTrustManager {

  private final X509ExtendedTrustManager delegate;
  private final TrustSettings settings;
  private Optional<Fallback> cached = Optional.empty();

  private CombinedTrustManager(X509ExtendedTrustManager delegate, TrustSettings settings) {
    this.delegate = delegate;
    this.settings = settings;
  }

  /**
   * A manager for these settings.
   *
   * @throws HttpSettings.Unusable if a certificate of the settings cannot be decoded
   */
  static CombinedTrustManager of(TrustSettings settings) {
    try {
      X509ExtendedTrustManager java = javaTrustManager();
      return new CombinedTrustManager(
          settings.certificates().isEmpty()
              ? java
              : trustManager(keyStore(java.getAcceptedIssuers(), certificates(settings))),
          settings);
    } catch (GeneralSecurityException | IOException e) {
      throw unsupported(e);
    }
  }

  static IllegalStateException unsupported(Exception e) {
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

  private void check(X509Certificate[] chain, Check check) throws CertificateException {
    try {
      check.run(delegate);
    } catch (CertificateException e) {
      if (!UntrustedCertificateException.isForMissingIssuer(e)) {
        throw UntrustedCertificateException.of(chain, e, Optional.empty());
      }
      Fallback fallback = fallback();
      if (fallback.manager().isEmpty()) {
        throw UntrustedCertificateException.of(chain, e, fallback.problem());
      }
      try {
        check.run(fallback.manager().get());
      } catch (CertificateException again) {
        throw UntrustedCertificateException.of(chain, again, fallback.problem());
      }
    }
  }

  private synchronized Fallback fallback() {
    if (cached.isEmpty()) {
      FallbackCertificates found = FallbackCertificates.load(settings);
      try {
        cached =
            Optional.of(
                new Fallback(
                    found.certificates().isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                            trustManager(keyStore(new X509Certificate[0], found.certificates()))),
                    found.problem()));
      } catch (GeneralSecurityException | IOException e) {
        throw unsupported(e);
      }
    }
    return cached.get();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain, manager -> manager.checkServerTrusted(chain, type, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain, manager -> manager.checkServerTrusted(chain, type, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain, manager -> manager.checkServerTrusted(chain, type));
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

  private record Fallback(Optional<X509ExtendedTrustManager> manager, Optional<String> problem) {}

  private interface Check {
    void run(X509ExtendedTrustManager manager) throws CertificateException;
  }
}

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
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.pumaguard.models.http.settings.HttpSettings;
import org.pumaguard.models.http.settings.TrustSettings;

/**
 * Trusts whom Java trusts, and the certificates of the settings; says of a server that is not
 * trusted why.
 */
public final class CombinedTrustManager extends X509ExtendedTrustManager {

  private final X509ExtendedTrustManager judge;

  private CombinedTrustManager(X509ExtendedTrustManager judge) {
    this.judge = judge;
  }

  /**
   * What secure connections are made with.
   *
   * @throws HttpSettings.Unusable when a certificate of the settings can't be read
   */
  static SSLContext context(TrustSettings settings) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {managerOf(settings)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw impossible(e);
    }
  }

  public static CombinedTrustManager managerOf(TrustSettings settings) {
    try {
      X509ExtendedTrustManager java = manager(Optional.empty());
      return new CombinedTrustManager(
          settings.certificates().isEmpty()
              ? java
              : manager(Optional.of(together(java.getAcceptedIssuers(), settings))));
    } catch (GeneralSecurityException | IOException e) {
      throw impossible(e);
    }
  }

  private static IllegalStateException impossible(Exception e) {
    return new IllegalStateException("this Java can make no secure connections", e);
  }

  /** A judge over these certificates; over Java's own if there are none. */
  private static X509ExtendedTrustManager manager(Optional<KeyStore> certificates)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(certificates.orElse(null));
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509ExtendedTrustManager.class::isInstance)
        .map(X509ExtendedTrustManager.class::cast)
        .findFirst()
        .orElseThrow(() -> new GeneralSecurityException("no trust manager"));
  }

  private static KeyStore together(X509Certificate[] javas, TrustSettings settings)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (Certificate certificate : javas) {
      store.setCertificateEntry("java-" + number++, certificate);
    }
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    for (String text : settings.certificates()) {
      store.setCertificateEntry("ours-" + number++, certificate(factory, text, settings.source()));
    }
    return store;
  }

  private static Certificate certificate(CertificateFactory factory, String text, String source) {
    try {
      return factory.generateCertificate(
          new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (CertificateException e) {
      throw new HttpSettings.Unusable(
          source + " holds a certificate that can't be read: " + e.getMessage());
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    try {
      judge.checkServerTrusted(chain, type, socket);
    } catch (CertificateException e) {
      throw UntrustedCertificateException.because(chain, e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    try {
      judge.checkServerTrusted(chain, type, engine);
    } catch (CertificateException e) {
      throw UntrustedCertificateException.because(chain, e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    try {
      judge.checkServerTrusted(chain, type);
    } catch (CertificateException e) {
      throw UntrustedCertificateException.because(chain, e);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    judge.checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    judge.checkClientTrusted(chain, type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    judge.checkClientTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return judge.getAcceptedIssuers();
  }
}

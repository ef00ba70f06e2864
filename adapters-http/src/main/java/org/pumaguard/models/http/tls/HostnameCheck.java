package org.pumaguard.models.http.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.apache.hc.client5.http.ssl.HttpClientHostnameVerifier;

/**
 * Checks that a certificate is valid for the host (RFC 9110, 4.3.4) and otherwise names the hosts
 * it is valid for. Thread-safe.
 */
final class HostnameCheck implements HttpClientHostnameVerifier {

  /** Types of alternative names (RFC 5280, 4.2.1.6). */
  private static final Integer DNS = 2;

  private static final Integer ADDRESS = 7;

  private final HttpClientHostnameVerifier verifier = new DefaultHostnameVerifier();

  @Override
  public void verify(String host, X509Certificate certificate) throws SSLException {
    try {
      verifier.verify(host, certificate);
    } catch (SSLException e) {
      SSLPeerUnverifiedException mismatch =
          new SSLPeerUnverifiedException(
              "the certificate is not valid for " + host + ", only for " + names(certificate));
      mismatch.initCause(e);
      throw mismatch;
    }
  }

  @Override
  public boolean verify(String host, SSLSession session) {
    return verifier.verify(host, session);
  }

  private static String names(X509Certificate certificate) {
    String names = alternativeNames(certificate).collect(Collectors.joining(", "));
    return names.isEmpty() ? "'" + certificate.getSubjectX500Principal().getName() + "'" : names;
  }

  private static Stream<String> alternativeNames(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return (names == null ? List.<List<?>>of() : names)
          .stream()
              .filter(name -> DNS.equals(name.get(0)) || ADDRESS.equals(name.get(0)))
              .map(name -> String.valueOf(name.get(1)));
    } catch (CertificateParsingException e) {
      return Stream.empty();
    }
  }
}

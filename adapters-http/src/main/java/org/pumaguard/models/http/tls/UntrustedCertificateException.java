package org.pumaguard.models.http.tls;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Predicate;

/** A server is not trusted; the message says why, and what could be done. */
public final class UntrustedCertificateException extends CertificateException {

  private static final long serialVersionUID = 1L;

  private UntrustedCertificateException(String message, CertificateException cause) {
    super(message, cause);
  }

  /**
   * Says why.
   *
   * @param chain what the server has shown, its own certificate first
   */
  static UntrustedCertificateException because(
      X509Certificate[] chain, CertificateException cause) {
    return new UntrustedCertificateException(message(chain, cause), cause);
  }

  private static String message(X509Certificate[] chain, CertificateException cause) {
    Instant now = Instant.now();
    if (hasCause(cause, CertificateExpiredException.class)) {
      X509Certificate old =
          first(chain, certificate -> certificate.getNotAfter().toInstant().isBefore(now));
      return "the certificate of " + subject(old) + " expired on " + old.getNotAfter().toInstant();
    }
    if (hasCause(cause, CertificateNotYetValidException.class)) {
      X509Certificate young =
          first(chain, certificate -> certificate.getNotBefore().toInstant().isAfter(now));
      return "the certificate of "
          + subject(young)
          + " is not valid before "
          + young.getNotBefore().toInstant()
          + "; does this machine's clock go right?";
    }
    if (hasCause(cause, CertPathBuilderException.class)) {
      // The last of the chain is the one whose issuer would have to be known.
      return "certificate signed by an unknown authority: '"
          + chain[chain.length - 1].getIssuerX500Principal().getName()
          + "'";
    }
    return String.valueOf(cause.getMessage());
  }

  private static X509Certificate first(
      X509Certificate[] chain, Predicate<X509Certificate> property) {
    return Arrays.stream(chain).filter(property).findFirst().orElse(chain[0]);
  }

  private static String subject(X509Certificate certificate) {
    return "'" + certificate.getSubjectX500Principal().getName() + "'";
  }

  private static boolean hasCause(Throwable e, Class<? extends Exception> type) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }
}

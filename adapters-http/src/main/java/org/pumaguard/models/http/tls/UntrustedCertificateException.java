package org.pumaguard.models.http.tls;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/** The certificate of a server is not trusted; the message contains the reason. */
public final class UntrustedCertificateException extends CertificateException {

  private static final long serialVersionUID = 1L;

  private UntrustedCertificateException(String message, CertificateException cause) {
    super(message, cause);
  }

  /**
   * Describes why validation failed.
   *
   * @param chain the certificates that the server sent, its own first
   * @param problem with a file of trusted certificates
   */
  static UntrustedCertificateException of(
      X509Certificate[] chain, CertificateException cause, Optional<String> problem) {
    return new UntrustedCertificateException(
        message(chain, cause) + problem.map("; "::concat).orElse(""), cause);
  }

  /** Whether other trusted certificates could help. */
  static boolean isForMissingIssuer(CertificateException cause) {
    return hasCause(cause, CertPathBuilderException.class)
        && !hasCause(cause, CertificateExpiredException.class)
        && !hasCause(cause, CertificateNotYetValidException.class);
  }

  private static String message(X509Certificate[] chain, CertificateException cause) {
    Instant now = Instant.now();
    if (hasCause(cause, CertificateExpiredException.class)) {
      X509Certificate old =
          first(chain, certificate -> certificate.getNotAfter().toInstant().isBefore(now));
      return "the certificate of "
          + subject(old)
          + " expired on "
          + date(old.getNotAfter().toInstant())
          + "; this machine's date is "
          + date(now);
    }
    if (hasCause(cause, CertificateNotYetValidException.class)) {
      X509Certificate young =
          first(chain, certificate -> certificate.getNotBefore().toInstant().isAfter(now));
      return notYetValid(young.getNotBefore().toInstant(), now);
    }
    if (hasCause(cause, CertPathBuilderException.class)) {
      // The issuer of the last certificate is missing from the trusted ones.
      X509Certificate last = chain[chain.length - 1];
      String issuer = "'" + last.getIssuerX500Principal().getName() + "'";
      boolean isOwnIssuer = last.getIssuerX500Principal().equals(last.getSubjectX500Principal());
      return "certificate signed by an unknown authority: "
          + issuer
          // An intermediate one is missing, or the root, which servers need not send.
          + (isOwnIssuer ? "" : "; the server does not send the certificate of " + issuer);
    }
    return String.valueOf(cause.getMessage());
  }

  /** Shows the times too if both are on the same day. */
  private static String notYetValid(Instant start, Instant now) {
    LocalDate date = date(start);
    LocalDate today = date(now);
    boolean isToday = date.equals(today);
    return "the certificate is not valid before "
        + (isToday ? start : date)
        + "; this machine's date is "
        + (isToday ? now.truncatedTo(ChronoUnit.SECONDS) : today);
  }

  private static LocalDate date(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
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

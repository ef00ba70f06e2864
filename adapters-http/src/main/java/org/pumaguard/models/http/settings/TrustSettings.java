package org.pumaguard.models.http.settings;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Certificates that are trusted in addition to Java's.
 *
 * @param source of the certificates, for messages
 * @param certificates PEM blocks (RFC 7468), decoded at the first TLS connection; may be empty
 */
public record TrustSettings(String source, String certificates) {

  /** Java's trusted certificates only. */
  public static final TrustSettings JAVA = new TrustSettings("", "");

  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");

  /**
   * Extracts the certificates from a text. CertificateFactory cannot read such a text as a whole:
   * it rejects other PEM blocks, such as private keys.
   *
   * @throws IllegalArgumentException if there is no certificate
   */
  public static TrustSettings parse(String source, String text) {
    String certificates =
        CERTIFICATE
            .matcher(text)
            .results()
            .map(MatchResult::group)
            .collect(Collectors.joining("\n"));
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException(source + " contains no PEM certificate");
    }
    return new TrustSettings(source, certificates);
  }
}

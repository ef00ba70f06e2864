package org.pumaguard.models.http.settings;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Who is trusted besides those whom Java trusts.
 *
 * @param source where the certificates come from, for messages
 * @param certificates each as PEM (RFC 7468); parsed when a connection is first made secure
 */
public record TrustSettings(String source, List<String> certificates) {

  /** Nobody besides. */
  public static final TrustSettings JAVA = new TrustSettings("", List.of());

  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");

  public TrustSettings {
    certificates = List.copyOf(certificates);
  }

  /**
   * Takes the certificates out of a text, in which other things may stand too.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static TrustSettings parse(String source, String text) {
    List<String> certificates =
        CERTIFICATE.matcher(text).results().map(match -> match.group()).toList();
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException(source + " holds no certificate in the PEM form");
    }
    return new TrustSettings(source, certificates);
  }
}

package org.pumaguard.models.http.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * Certificates that are trusted, and the one with which this program identifies itself.
 *
 * <p>Java's certificates and those given here are trusted. If none of them issued the certificate
 * of a server, those of the file and of the operating system are read and trusted too.
 *
 * @param source of the certificates, for messages
 * @param certificates PEM blocks (RFC 7468), decoded at the first TLS connection; may be empty
 * @param file a file with PEM certificates, named by the environment
 * @param systemFiles the files of operating systems with PEM certificates, of which the first
 *     existing one is read
 * @param client the own certificate, for servers that ask for one
 * @param context of the host program; replaces all others
 */
public record TrustSettings(
    String source,
    String certificates,
    Optional<Named> file,
    List<Path> systemFiles,
    Optional<ClientCertificate> client,
    Optional<SSLContext> context) {

  /** Debian, Fedora, older Red Hat, SUSE, Alpine and OpenBSD, FreeBSD. */
  private static final List<Path> SYSTEM_FILES =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"),
          Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
          Path.of("/etc/ssl/ca-bundle.pem"),
          Path.of("/etc/ssl/cert.pem"),
          Path.of("/usr/local/share/certs/ca-root-nss.crt"));

  /** Java's and the system's trusted certificates only. */
  public static final TrustSettings JAVA =
      new TrustSettings("", "", Optional.empty(), SYSTEM_FILES, Optional.empty(), Optional.empty());

  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");

  public TrustSettings {
    systemFiles = List.copyOf(systemFiles);
  }

  /**
   * Extracts the certificates from a text. CertificateFactory cannot read such a text as a whole:
   * it rejects other PEM blocks, such as private keys.
   *
   * @throws IllegalArgumentException if there is no certificate
   */
  public static TrustSettings parse(String source, String text) {
    String certificates = String.join("\n", blocks(text));
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException(source + " contains no PEM certificate");
    }
    return new TrustSettings(
        source, certificates, Optional.empty(), SYSTEM_FILES, Optional.empty(), Optional.empty());
  }

  /**
   * These settings with other certificates, as {@link #parse}.
   *
   * @throws IllegalArgumentException if there is no certificate
   */
  public TrustSettings withCertificates(String origin, String text) {
    TrustSettings parsed = parse(origin, text);
    return new TrustSettings(
        parsed.source, parsed.certificates, file, systemFiles, client, context);
  }

  /** The PEM blocks of the certificates in a text. */
  public static List<String> blocks(String text) {
    return CERTIFICATE.matcher(text).results().map(MatchResult::group).toList();
  }

  /** These settings with a file of the environment. */
  public TrustSettings withFile(Named other) {
    return new TrustSettings(
        source, certificates, Optional.of(other), systemFiles, client, context);
  }

  /** These settings with other files of the operating system. */
  public TrustSettings withSystemFiles(List<Path> others) {
    return new TrustSettings(source, certificates, file, others, client, context);
  }

  /** These settings with an own certificate. */
  public TrustSettings withClient(ClientCertificate own) {
    return new TrustSettings(source, certificates, file, systemFiles, Optional.of(own), context);
  }

  /**
   * These settings with the TLS context of the host program, which alone decides whom it trusts and
   * which certificate it presents; the other settings have no effect. The names of servers are
   * checked as without it, and outdated protocols and ciphers stay off. Unlike {@link #withClient},
   * its certificate is presented to every server that asks for one, also after a redirect.
   */
  public TrustSettings withContext(SSLContext other) {
    return new TrustSettings(source, certificates, file, systemFiles, client, Optional.of(other));
  }

  /**
   * A file.
   *
   * @param setting that names it, for messages
   */
  public record Named(String setting, Path path) {}
}

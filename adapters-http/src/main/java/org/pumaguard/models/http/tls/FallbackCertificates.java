package org.pumaguard.models.http.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pumaguard.models.http.settings.TrustSettings;

/**
 * The certificates that are trusted if Java's do not suffice: those of a file named by the
 * environment and those of the operating system, since a Java that comes with a program has a list
 * of its own. The system's are not used if Java is told which ones to trust.
 *
 * @param certificates as far as they can be read
 * @param problem with the file of the environment
 */
record FallbackCertificates(List<X509Certificate> certificates, Optional<String> problem) {

  private static final String JAVA_STORE = "javax.net.ssl.trustStore";

  FallbackCertificates {
    certificates = List.copyOf(certificates);
  }

  static FallbackCertificates load(TrustSettings settings) {
    List<X509Certificate> all = new ArrayList<>();
    Optional<String> problem = Optional.empty();
    if (settings.file().isPresent()) {
      TrustSettings.Named file = settings.file().get();
      try {
        List<X509Certificate> found = read(file.path());
        all.addAll(found);
        problem =
            found.isEmpty()
                ? Optional.of(file.setting() + ": " + file.path() + " contains no PEM certificate")
                : Optional.empty();
      } catch (NoSuchFileException e) {
        problem = Optional.of(file.setting() + ": no such file: " + file.path());
      } catch (IOException e) {
        problem = Optional.of(file.setting() + ": " + file.path() + " cannot be read");
      }
    }
    if (System.getProperty(JAVA_STORE) == null) {
      all.addAll(ofSystem(settings.systemFiles()));
      all.addAll(ofKeyStore(System.getProperty("os.name", "")));
    }
    return new FallbackCertificates(all, problem);
  }

  private static List<X509Certificate> ofSystem(List<Path> files) {
    for (Path file : files) {
      if (Files.isReadable(file)) {
        try {
          return read(file);
        } catch (IOException e) {
          // The certificates remain unknown, as if there were no file.
          return List.of();
        }
      }
    }
    return List.of();
  }

  /** The stores of macOS and Windows, which are no files. */
  private static List<X509Certificate> ofKeyStore(String system) {
    String lower = system.toLowerCase(Locale.ROOT);
    List<String> types =
        lower.startsWith("mac")
            ? List.of("KeychainStore-ROOT", "KeychainStore")
            : lower.startsWith("windows") ? List.of("Windows-ROOT") : List.of();
    List<X509Certificate> found = new ArrayList<>();
    for (String type : types) {
      if (!found.isEmpty()) {
        break;
      }
      try {
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        for (String alias : Collections.list(store.aliases())) {
          if (store.isCertificateEntry(alias)
              && store.getCertificate(alias) instanceof X509Certificate certificate) {
            found.add(certificate);
          }
        }
      } catch (GeneralSecurityException | IOException e) {
        // This Java does not have the store; the next type is for another version.
        found.clear();
      }
    }
    return found;
  }

  /** The readable certificates of a file; one that Java cannot decode is skipped. */
  private static List<X509Certificate> read(Path file) throws IOException {
    List<X509Certificate> found = new ArrayList<>();
    int unreadable = 0;
    for (String block : TrustSettings.blocks(Files.readString(file, StandardCharsets.ISO_8859_1))) {
      try {
        found.add(
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                        new ByteArrayInputStream(block.getBytes(StandardCharsets.US_ASCII))));
      } catch (CertificateException e) {
        unreadable++;
      }
    }
    if (unreadable > 0 && found.isEmpty()) {
      throw new IOException("no certificate can be decoded");
    }
    return found;
  }
}

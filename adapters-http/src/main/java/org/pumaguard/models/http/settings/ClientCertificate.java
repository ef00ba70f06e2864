package org.pumaguard.models.http.settings;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The certificate with which this program identifies itself to servers that ask for one. Its text
 * representation omits the key.
 *
 * @param chain the own certificate first, then those of its issuers
 */
public record ClientCertificate(PrivateKey key, List<X509Certificate> chain) {

  private static final byte[] PROBE = {1, 2, 3, 4};

  public ClientCertificate {
    chain = List.copyOf(chain);
  }

  /**
   * Parses certificate and key.
   *
   * @param source of the certificates, for messages
   * @param certificates text with PEM certificates (RFC 7468) in any order
   * @param keySource of the key, for messages; may be the same
   * @param keys text with an unencrypted PEM key in PKCS#8, PKCS#1 or SEC 1
   * @throws IllegalArgumentException if one of them is missing or invalid, or they do not belong
   *     together; the message contains no secret
   */
  public static ClientCertificate parse(
      String source, String certificates, String keySource, String keys) {
    List<X509Certificate> all = certificates(source, certificates);
    PemKey pem = PemKey.find(keySource, keys);
    boolean isDecoded = false;
    for (X509Certificate candidate : all) {
      Optional<PrivateKey> key =
          Optional.of(candidate.getPublicKey())
              .filter(publicKey -> pem.isFor(publicKey.getAlgorithm()))
              .flatMap(pem::decode);
      isDecoded |= key.isPresent();
      if (key.filter(decoded -> isPair(decoded, candidate)).isPresent()) {
        List<X509Certificate> chain = new ArrayList<>(all);
        chain.remove(candidate);
        chain.add(0, candidate);
        return new ClientCertificate(key.get(), chain);
      }
    }
    throw new IllegalArgumentException(
        "the private key in "
            + keySource
            + (isDecoded
                ? " does not belong to the certificate in "
                : " cannot be decoded, or has another type than the certificate in ")
            + source);
  }

  private static List<X509Certificate> certificates(String source, String text) {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (byte[] der : PemKey.blocks("CERTIFICATE", text)) {
        certificates.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
      }
    } catch (CertificateException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          source + ": certificate cannot be decoded: " + e.getMessage(), e);
    }
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException(source + " contains no PEM certificate");
    }
    return certificates;
  }

  private static boolean isPair(PrivateKey key, X509Certificate certificate) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return chain.get(0).getSubjectX500Principal().getName();
  }
}

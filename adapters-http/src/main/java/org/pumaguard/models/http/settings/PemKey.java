package org.pumaguard.models.http.settings;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key in PEM: PKCS#8 (RFC 5208), PKCS#1 for RSA (RFC 8017) or SEC 1 for elliptic curves
 * (RFC 5915).
 */
final class PemKey {

  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN ((?:RSA |EC |DSA |ENCRYPTED |OPENSSH )?PRIVATE KEY)-----(.*?)-----END",
          Pattern.DOTALL);
  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 4;
  private static final byte[] VERSION_0 = {2, 1, 0};

  private final String label;
  private final byte[] der;

  private PemKey(String label, byte[] der) {
    this.label = label;
    this.der = der;
  }

  /**
   * The first private key of a text.
   *
   * @throws IllegalArgumentException if the key is missing or encrypted
   */
  static PemKey find(String source, String text) {
    Matcher block = KEY.matcher(text);
    if (!block.find()) {
      throw new IllegalArgumentException(source + " contains no PEM private key");
    }
    String label = block.group(1);
    if (label.startsWith("ENCRYPTED") || block.group(2).contains("ENCRYPTED")) {
      throw new IllegalArgumentException(
          "the private key in "
              + source
              + " is encrypted; decrypt it with openssl pkey -in FILE -out PLAIN");
    }
    if (label.startsWith("OPENSSH") || label.startsWith("DSA")) {
      throw new IllegalArgumentException(
          "the private key in " + source + " has the unsupported form '" + label + "'; use PKCS#8");
    }
    try {
      return new PemKey(label, Base64.getMimeDecoder().decode(block.group(2)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the private key in " + source + " cannot be decoded", e);
    }
  }

  /** The contents of all PEM blocks with this label. */
  static List<byte[]> blocks(String label, String text) {
    return Pattern.compile("-----BEGIN " + label + "-----([^-]*)-----END " + label + "-----")
        .matcher(text)
        .results()
        .map(block -> Base64.getMimeDecoder().decode(block.group(1)))
        .toList();
  }

  /** Whether the key may have this algorithm; PKCS#8 states it inside. */
  boolean isFor(String algorithm) {
    return label.equals("PRIVATE KEY") || label.equals(algorithm + " PRIVATE KEY");
  }

  /**
   * Decodes the key.
   *
   * @param publicKey of the certificate, whose algorithm and curve the older forms omit
   * @return empty if it is no key of this algorithm
   */
  Optional<PrivateKey> decode(PublicKey publicKey) {
    byte[] pkcs8 = label.equals("PRIVATE KEY") ? der : wrap(algorithm(publicKey));
    try {
      return Optional.of(
          KeyFactory.getInstance(publicKey.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  /** The AlgorithmIdentifier of a SubjectPublicKeyInfo (RFC 5280, 4.1). */
  private static byte[] algorithm(PublicKey key) {
    ByteBuffer info = ByteBuffer.wrap(key.getEncoded());
    header(info);
    int start = info.position();
    int length = header(info);
    byte[] algorithm = new byte[info.position() - start + length];
    info.position(start).get(algorithm);
    return algorithm;
  }

  /** Skips tag and length (X.690, 8.1) and returns the length. */
  private static int header(ByteBuffer der) {
    der.get();
    int first = der.get() & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = 0; i < first - 0x80; i++) {
      length = (length << 8) | (der.get() & 0xff);
    }
    return length;
  }

  private byte[] wrap(byte[] algorithm) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(VERSION_0);
    content.writeBytes(algorithm);
    content.writeBytes(element(OCTET_STRING, der));
    return element(SEQUENCE, content.toByteArray());
  }

  private static byte[] element(int tag, byte[] content) {
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    // In the shortest form, as DER requires (X.690, 10.1).
    if (content.length > 0xff) {
      element.write(0x82);
      element.write(content.length >> 8);
    } else if (content.length > 0x7f) {
      element.write(0x81);
    }
    element.write(content.length);
    element.writeBytes(content);
    return element.toByteArray();
  }
}

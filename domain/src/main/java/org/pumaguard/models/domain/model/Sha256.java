package org.pumaguard.models.domain.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A SHA-256 digest (FIPS 180-4), the address of content.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Sha256(String hex) {

  private static final int HEX_DIGITS = 64;

  public Sha256 {
    if (hex.length() != HEX_DIGITS || !isLowerHex(hex)) {
      throw new IllegalArgumentException("a SHA-256 digest is 64 hex digits, not '" + hex + "'");
    }
  }

  /**
   * Parses 64 hexadecimal digits of any case.
   *
   * @throws IllegalArgumentException if the text is not a digest
   */
  public static Sha256 parse(String text) {
    return new Sha256(text.toLowerCase(Locale.ROOT));
  }

  /** The digest with these 32 bytes. */
  public static Sha256 of(byte[] digest) {
    return new Sha256(HexFormat.of().formatHex(digest));
  }

  /** The digest of a text in UTF-8. */
  public static Sha256 ofUtf8(String text) {
    try {
      return of(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static boolean isLowerHex(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  // Written by hand: these are map keys, and the generated methods are linked at run time, which is
  // slow at start-up.
  @Override
  public boolean equals(Object other) {
    return other instanceof Sha256 that && hex.equals(that.hex);
  }

  @Override
  public int hashCode() {
    return hex.hashCode();
  }

  @Override
  public String toString() {
    return hex;
  }
}

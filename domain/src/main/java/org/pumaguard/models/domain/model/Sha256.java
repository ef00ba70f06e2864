package org.pumaguard.models.domain.model;

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

  /** Reads 64 hex digits of any case. */
  public static Sha256 parse(String text) {
    return new Sha256(text.toLowerCase(Locale.ROOT));
  }

  /** The digest with these 32 bytes. */
  public static Sha256 of(byte[] digest) {
    return new Sha256(HexFormat.of().formatHex(digest));
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

  // Written out, since these are keys, and the generated ones are linked at run time, which takes
  // long.
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

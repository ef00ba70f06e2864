package org.pumaguard.models.domain.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Sha256Test {

  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void readsDigitsOfAnyCase() {
    assertEquals(new Sha256(ABC), Sha256.parse("BA7816bf" + ABC.substring(8)));
  }

  @Test
  void isMadeFromTheBytesOfADigest() throws NoSuchAlgorithmException {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest("abc".getBytes(StandardCharsets.US_ASCII));

    assertEquals(ABC, Sha256.of(digest).hex());
  }

  @Test
  void isShownAsItsDigits() {
    assertEquals(ABC, new Sha256(ABC).toString());
  }

  @Test
  void holdsLowerCaseOnly() {
    assertThrows(IllegalArgumentException.class, () -> new Sha256("A".repeat(64)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 65, 128})
  void refusesAnotherNumberOfDigits(int digits) {
    assertThrows(IllegalArgumentException.class, () -> Sha256.parse("0".repeat(digits)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"g", " ", "-", "\u0661", "\uff11", "/", ":", "`", "@"})
  void refusesWhatIsNoHexDigit(String character) {
    assertThrows(IllegalArgumentException.class, () -> Sha256.parse("0".repeat(63) + character));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 20, 31, 33, 64})
  void refusesTheBytesOfAnotherKindOfDigest(int length) {
    assertThrows(IllegalArgumentException.class, () -> Sha256.of(new byte[length]));
  }
}

package org.pumaguard.models.domain.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "two_models_gpu.h5_aa",
        "a",
        "with blank",
        "ümläut",
        "per%20cent",
        "-dash",
        "~",
        "trailing.",
        "日本語.pt",
        "\ud83d\udc06.pt"
      })
  void keepsAName(String name) {
    assertEquals(name, FileName.parse(name).value());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "a/b", "/etc", "a/", "\\", "a\\b"})
  void refusesASeparator(String name) {
    refuses(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "..", "../up", ".hidden", "...", "a..b", "a.."})
  void refusesALeadingDot(String name) {
    refuses(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "a\0b", "a\nb", "\t", "a\r", "\u001b[31m", "\u007f", "\u0085"})
  void refusesAControlCharacter(String name) {
    refuses(name);
  }

  @Test
  void neverQuotesAControlCharacter() {
    String message = refuses("\u001b]0;x\u0007/..");

    assertFalse(message.chars().anyMatch(Character::isISOControl));
  }

  @Test
  void refusesAnEmptyName() {
    refuses("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud83d", "a\udc06", "\udc06\ud83d"})
  void refusesALoneSurrogate(String name) {
    refuses(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "ü", "語", "\ud83d\udc06"})
  void mayHave255Bytes(String character) {
    String name = ofBytes(255, character);

    assertEquals(name, FileName.parse(name).value());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "ü", "語", "\ud83d\udc06"})
  void refuses256Bytes(String character) {
    refuses(ofBytes(256, character));
  }

  /** A name that ends in this character and has so many bytes. */
  private static String ofBytes(int bytes, String character) {
    int last = character.getBytes(StandardCharsets.UTF_8).length;
    return "a".repeat((bytes - last) % last) + character.repeat((bytes - last) / last + 1);
  }

  private static String refuses(String name) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> FileName.parse(name));
    return String.valueOf(refusal.getMessage());
  }
}

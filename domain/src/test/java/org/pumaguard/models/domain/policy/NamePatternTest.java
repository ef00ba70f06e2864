package org.pumaguard.models.domain.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {

  @ParameterizedTest
  @CsvSource({
    "*, a.pt, true",
    "*.pt, a.pt, true",
    "*.pt, a.pt.zst, false",
    "yolo*, yolov8s.pt, true",
    "*v8*, yolov8s.pt, true",
    "yolo*.h5, yolov8s.pt, false",
    "y*s.pt, yolov8s.pt, true",
    "a**b, ab, true",
    "*a, ba, true",
    "a*a, a, false",
    "A*, a.pt, false",
    "a?pt, a.pt, false",
    "[ab]*, a.pt, false",
    "*.pt, apt, false",
    "*löwe*, berglöwe.pt, true"
  })
  void onlyTheStarIsSpecial(String pattern, String name, boolean matches) {
    assertEquals(matches, new NamePattern(pattern).matches(name));
  }

  @Test
  void aNameWithoutAStarIsNoPattern() {
    assertFalse(NamePattern.isPattern("a?[b].pt"));
    assertTrue(NamePattern.isPattern("a*.pt"));
  }

  @Test
  void matchesAsARegularExpression() {
    List<String> names = texts("ab", 5);
    for (String pattern : texts("ab*", 4)) {
      String expression = pattern.replace("*", ".*");
      for (String name : names) {
        assertEquals(
            name.matches(expression),
            new NamePattern(pattern).matches(name),
            () -> pattern + " and " + name);
      }
    }
  }

  /** All texts of these letters up to a length. */
  private static List<String> texts(String letters, int length) {
    List<String> texts = new ArrayList<>(List.of(""));
    for (int i = 0; i < texts.size(); i++) {
      if (texts.get(i).length() < length) {
        for (int letter = 0; letter < letters.length(); letter++) {
          texts.add(texts.get(i) + letters.charAt(letter));
        }
      }
    }
    return texts;
  }
}

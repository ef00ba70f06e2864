package org.pumaguard.models.domain.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNamesTest {

  private static final List<String> NAMES =
      List.of("cache", "clear", "two_models_gpu.h5", "yolov8s.pt", "yolov8s_101425.pt");

  @ParameterizedTest
  @CsvSource({
    "cach, cache",
    "cahce, cache",
    "CACHE, cache",
    "cachee, cache",
    "two_model_gpu.h5, two_models_gpu.h5",
    "yolo8s.pt, yolov8s.pt",
    "yolo9*, yolov8s.pt|yolov8s_101425.pt",
    "*.hs, two_models_gpu.h5",
    "x, ''",
    "x*, ''",
    "frobnicate, ''",
    "'', ''"
  })
  void findsTheNearest(String mistyped, String nearest) {
    assertEquals(nearest, String.join("|", NearestNames.of(mistyped, NAMES)));
  }

  @Test
  void asksForTheNearest() {
    assertEquals("; did you mean 'cache'?", NearestNames.question("cach", NAMES));
    assertEquals(
        "; did you mean 'ab1' or 'ab2'?",
        NearestNames.question("ab", List.of("ab1", "b12", "ab2")));
    assertEquals("", NearestNames.question("frobnicate", NAMES));
  }

  @Test
  void aVeryLongTextIsNoMistypedName() {
    assertEquals(List.of(), NearestNames.of("a".repeat(100_000), List.of("a".repeat(255))));
  }
}

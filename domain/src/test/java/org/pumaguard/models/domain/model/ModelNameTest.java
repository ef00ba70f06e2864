package org.pumaguard.models.domain.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNameTest {

  @ParameterizedTest
  @ValueSource(strings = {"model-registry.json", "model-resgistry.json"})
  void refusesAFileOfTheCacheItself(String name) {
    assertThrows(IllegalArgumentException.class, () -> ModelName.parse(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"model-registry.yaml", "my-model-registry.json", "model-registry.json.h5"})
  void mayResembleAFileOfTheCache(String name) {
    assertEquals(name, ModelName.parse(name).value());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "a/b", ".hidden", "a\nb"})
  void refusesWhatIsNoFileName(String name) {
    assertThrows(IllegalArgumentException.class, () -> ModelName.parse(name));
  }

  @Test
  void isShownAsItsText() {
    assertEquals("yolov8s_101425.pt", ModelName.parse("yolov8s_101425.pt").toString());
  }
}

package org.pumaguard.models.cli.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgesTest {

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "0s, PT0S",
    "90s, PT1M30S",
    "30m, PT30M",
    "1.5h, PT1H30M",
    "7d, P7D",
    "2W, P14D",
    "' 12h ', PT12H",
    "999999999w, PT167999999832H"
  })
  void readsAnAge(String text, Duration age) {
    assertEquals(age, Ages.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "-1d", "d", "1y", "1 d", "1d2h", "1e3s", "1.d", "١d"})
  void refusesWhatIsNone(String text) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Ages.parse(text)).getMessage();
    assertTrue(String.valueOf(message).contains("7d"), message);
  }
}

package org.pumaguard.models.filesystem.records;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonTimestampsTest {

  private static final ZoneId ZONE = ZoneId.of("America/Denver");

  @ParameterizedTest
  @CsvSource({
    "2025-03-04T12:34:56.789012, 2025-03-04T19:34:56.789012Z",
    "2025-07-04T12:34:56, 2025-07-04T18:34:56Z",
    "2025-03-04 12:34:56, 2025-03-04T19:34:56Z",
    "2025-03-04 12:34:56.5, 2025-03-04T19:34:56.5Z",
    "2025-03-04T12:34, 2025-03-04T19:34:00Z",
    "2025-03-04T12:34:56+01:00, 2025-03-04T11:34:56Z",
    "2025-03-04 12:34:56.789012+00:00, 2025-03-04T12:34:56.789012Z",
    "2025-03-04T12:34:56Z, 2025-03-04T12:34:56Z"
  })
  void parses(String text, Instant time) {
    assertEquals(Optional.of(time), PythonTimestamps.parse(text, ZONE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "once", "2025", "2025-13-04T12:34:56", "12:34:56"})
  void refuses(String text) {
    assertEquals(Optional.empty(), PythonTimestamps.parse(text, ZONE));
  }

  @Test
  void shiftsTimesThatTheZoneSkips() {
    assertEquals(
        Optional.of(Instant.parse("2025-03-09T09:30:00Z")),
        PythonTimestamps.parse("2025-03-09T02:30:00", ZONE));
  }
}

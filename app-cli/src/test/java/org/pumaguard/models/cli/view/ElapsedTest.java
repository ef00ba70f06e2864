package org.pumaguard.models.cli.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElapsedTest {

  private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "PT0S, now",
    "PT59S, now",
    "PT1M, 1 min ago",
    "PT59M59S, 59 min ago",
    "PT1H, 1 h ago",
    "PT23H59M, 23 h ago",
    "P1D, 1 d ago",
    "P59D, 59 d ago",
    "P60D, 2 mo ago",
    "P729D, 24 mo ago",
    "P730D, 2 y ago",
    "P2000D, 5 y ago"
  })
  void isInTheLargestUnit(Duration age, String text) {
    assertEquals(text, Elapsed.since(NOW.minus(age), NOW));
  }

  @Test
  void aTimeOfAWrongClockCountsAsNow() {
    assertEquals("now", Elapsed.since(Instant.EPOCH, NOW));
    assertEquals("now", Elapsed.since(NOW.plusSeconds(1), NOW));
  }
}

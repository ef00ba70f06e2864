package org.pumaguard.models.domain.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times that were recorded by clocks which stood in 1970 or 2099, or were set back. */
class RecordedTimesTest {

  @ParameterizedTest(name = "recorded {0}, now {1}: {2}")
  @CsvSource({
    "2026-12-01T00:00:00Z, 2026-12-31T00:00:00Z, P30D",
    "1970-01-01T00:00:00Z, 2026-12-31T00:00:00Z, PT0S",
    "2019-12-31T23:59:59Z, 2026-12-31T00:00:00Z, PT0S",
    "2020-01-01T00:00:00Z, 2020-01-02T00:00:00Z, P1D",
    "2099-01-01T00:00:00Z, 2026-12-31T00:00:00Z, PT0S",
    "2026-12-31T01:00:00Z, 2026-12-31T00:00:00Z, PT0S",
    "2026-12-31T00:00:00Z, 1970-01-01T00:00:00Z, PT0S",
    "1970-01-01T00:00:00Z, 1970-03-01T00:00:00Z, PT0S",
    "-1000000000-01-01T00:00:00Z, +1000000000-12-31T23:59:59Z, PT0S"
  })
  void ageIsZeroUnlessTheClockWasRight(Instant recorded, Instant now, Duration age) {
    assertEquals(age, RecordedTimes.age(recorded, now));
    assertEquals(
        age.compareTo(Duration.ofDays(1)) > 0,
        RecordedTimes.isOlder(recorded, Duration.ofDays(1), now));
  }

  @ParameterizedTest(name = "used {0}, again {1}: {2}")
  @CsvSource({
    "2026-12-01T00:00:00Z, 2026-12-31T00:00:00Z, 2026-12-31T00:00:00Z",
    "2026-12-31T01:00:00Z, 2026-12-31T00:00:00Z, 2026-12-31T01:00:00Z",
    "2026-12-31T00:00:00Z, 1970-01-01T00:00:00Z, 2026-12-31T00:00:00Z",
    "2026-12-31T00:00:00Z, 2021-01-01T00:00:00Z, 2026-12-31T00:00:00Z",
    "1970-01-01T00:00:00Z, 2026-12-31T00:00:00Z, 2026-12-31T00:00:00Z",
    "1970-03-01T00:00:00Z, 1970-01-01T00:00:00Z, 1970-03-01T00:00:00Z",
    "2099-01-01T00:00:00Z, 2026-12-31T00:00:00Z, 2026-12-31T00:00:00Z",
    "2099-01-01T00:00:00Z, 2021-01-01T00:00:00Z, 2099-01-01T00:00:00Z"
  })
  void lastUseMovesBackwardsOnlyIfItWasWrong(Instant recorded, Instant now, Instant used) {
    assertEquals(used, RecordedTimes.lastUse(recorded, now));
  }

  @ParameterizedTest(name = "used {0}, again {1}: {2}")
  @CsvSource({
    "2026-12-30T00:00:00Z, 2026-12-31T00:00:00Z, true",
    "2026-12-30T00:00:01Z, 2026-12-31T00:00:00Z, false",
    "2026-12-31T01:00:00Z, 2026-12-31T00:00:00Z, false",
    "2026-12-31T00:00:00Z, 1970-01-01T00:00:00Z, false",
    "1970-01-01T00:00:00Z, 1970-01-01T12:00:00Z, false",
    "1970-01-01T00:00:00Z, 2026-12-31T00:00:00Z, true",
    "2099-01-01T00:00:00Z, 2026-12-31T00:00:00Z, true"
  })
  void useIsRecordedOnceADayAndToCorrectTheTime(Instant recorded, Instant now, boolean isDue) {
    assertEquals(isDue, RecordedTimes.isUseDue(recorded, now));
  }

  @Test
  void dateOfTheProgramIsThatOfTheBuild() throws IOException {
    Path pom = Path.of("..", "pom.xml");
    String element = "<project.build.outputTimestamp>";
    String text = Files.readString(pom);
    int begin = text.indexOf(element) + element.length();
    assertEquals(
        Instant.parse(text.substring(begin, text.indexOf('<', begin))), RecordedTimes.BUILT);
  }
}

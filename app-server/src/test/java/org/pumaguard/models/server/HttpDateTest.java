package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.undertow.util.DateUtils;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.Test;

class HttpDateTest {

  @Test
  void isWrittenAsInTheStandard() {
    assertEquals(
        "Sun, 06 Nov 1994 08:49:37 GMT", HttpDate.of(Instant.parse("1994-11-06T08:49:37Z")));
  }

  @Test
  void isReadByOthersAsWhatItWas() {
    Instant day = Instant.parse("2027-12-25T23:59:59Z");
    for (int i = 0; i < 400; i++) {
      assertEquals(Date.from(day), DateUtils.parseDate(HttpDate.of(day)));
      day = day.plus(Duration.ofHours(25));
    }
  }

  @Test
  void saysThePresent() {
    Instant said = DateUtils.parseDate(HttpDate.now()).toInstant();
    assertTrue(Duration.between(said, Instant.now()).abs().toMinutes() < 1);
  }
}

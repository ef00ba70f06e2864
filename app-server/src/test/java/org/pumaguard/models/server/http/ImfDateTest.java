package org.pumaguard.models.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.undertow.util.DateUtils;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.Test;

class ImfDateTest {

  @Test
  void isWrittenAsInTheStandard() {
    assertEquals(
        "Sun, 06 Nov 1994 08:49:37 GMT", ImfDate.of(Instant.parse("1994-11-06T08:49:37Z")));
  }

  @Test
  void isReadByOthersAsWhatItWas() {
    Instant day = Instant.parse("2027-12-25T23:59:59Z");
    for (int i = 0; i < 400; i++) {
      assertEquals(Date.from(day), DateUtils.parseDate(ImfDate.of(day)));
      day = day.plus(Duration.ofHours(25));
    }
  }

  @Test
  void saysThePresent() {
    Instant said = DateUtils.parseDate(ImfDate.now()).toInstant();
    assertTrue(Duration.between(said, Instant.now()).abs().toMinutes() < 1);
  }
}

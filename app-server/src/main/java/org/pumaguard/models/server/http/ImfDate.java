package org.pumaguard.models.server.http;

import static java.time.temporal.ChronoField.DAY_OF_MONTH;
import static java.time.temporal.ChronoField.DAY_OF_WEEK;
import static java.time.temporal.ChronoField.HOUR_OF_DAY;
import static java.time.temporal.ChronoField.MINUTE_OF_HOUR;
import static java.time.temporal.ChronoField.MONTH_OF_YEAR;
import static java.time.temporal.ChronoField.SECOND_OF_MINUTE;
import static java.time.temporal.ChronoField.YEAR;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.HashMap;
import java.util.Map;

/**
 * The time as a header says it: {@code IMF-fixdate} of RFC 9110, section 5.6.7. Names are given,
 * not looked up, since loading a language would take as long as half an answer.
 */
final class ImfDate {

  private static final DateTimeFormatter FORMAT =
      new DateTimeFormatterBuilder()
          .appendText(DAY_OF_WEEK, names("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
          .appendLiteral(", ")
          .appendValue(DAY_OF_MONTH, 2)
          .appendLiteral(' ')
          .appendText(
              MONTH_OF_YEAR,
              names(
                  "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                  "Dec"))
          .appendLiteral(' ')
          .appendValue(YEAR, 4)
          .appendLiteral(' ')
          .appendValue(HOUR_OF_DAY, 2)
          .appendLiteral(':')
          .appendValue(MINUTE_OF_HOUR, 2)
          .appendLiteral(':')
          .appendValue(SECOND_OF_MINUTE, 2)
          .appendLiteral(" GMT")
          .toFormatter()
          .withZone(ZoneOffset.UTC);

  private static volatile Said last = new Said(Long.MIN_VALUE, "");

  private ImfDate() {}

  static String of(Instant time) {
    return FORMAT.format(time);
  }

  /** The present second, which many answers share. */
  static String now() {
    Said said = last;
    long second = System.currentTimeMillis() / 1000;
    if (said.second() != second) {
      said = new Said(second, of(Instant.ofEpochSecond(second)));
      last = said;
    }
    return said.text();
  }

  private static Map<Long, String> names(String... all) {
    Map<Long, String> names = new HashMap<>();
    for (String name : all) {
      names.put(names.size() + 1L, name);
    }
    return names;
  }

  private record Said(long second, String text) {}
}

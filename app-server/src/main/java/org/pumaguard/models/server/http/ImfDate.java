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
 * Formats times for headers: {@code IMF-fixdate} of RFC 9110, section 5.6.7. The names of days and
 * months are constants, because loading a locale would take half as long as a first response.
 */
public final class ImfDate {

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

  private static volatile Formatted last = new Formatted(Long.MIN_VALUE, "");

  private ImfDate() {}

  /** A time as a header states it. */
  public static String of(Instant time) {
    return FORMAT.format(time);
  }

  /** The current time; formatted at most once a second. */
  static String now() {
    Formatted formatted = last;
    long second = System.currentTimeMillis() / 1000;
    if (formatted.second() != second) {
      formatted = new Formatted(second, of(Instant.ofEpochSecond(second)));
      last = formatted;
    }
    return formatted.text();
  }

  private static Map<Long, String> names(String... all) {
    Map<Long, String> names = new HashMap<>();
    for (String name : all) {
      names.put(names.size() + 1L, name);
    }
    return names;
  }

  private record Formatted(long second, String text) {}
}

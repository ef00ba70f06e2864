package org.pumaguard.models.cli.settings;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses ages such as {@code 90s}, {@code 12h} and {@code 7d}. */
public final class Ages {

  private static final Pattern GIVEN = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)([smhdw])");
  private static final BigDecimal MILLIS = BigDecimal.valueOf(1000);

  private Ages() {}

  /**
   * Parses a number of seconds, minutes, hours, days or weeks with the suffix s, m, h, d or w in
   * either case; 0 needs no suffix.
   *
   * @throws IllegalArgumentException if the text is not an age
   */
  public static Duration parse(String text) {
    String given = text.strip().toLowerCase(Locale.ROOT);
    if (given.equals("0")) {
      return Duration.ZERO;
    }
    Matcher matcher = GIVEN.matcher(given);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not an age, such as 90s, 30m, 12h, 7d or 2w");
    }
    BigDecimal seconds = new BigDecimal(matcher.group(1)).multiply(unit(matcher.group(2)));
    return Duration.ofMillis(seconds.multiply(MILLIS).longValueExact());
  }

  private static BigDecimal unit(String letter) {
    return BigDecimal.valueOf(
        switch (letter) {
          case "s" -> 1;
          case "m" -> 60;
          case "h" -> 3600;
          case "d" -> 86_400;
          default -> 604_800;
        });
  }
}

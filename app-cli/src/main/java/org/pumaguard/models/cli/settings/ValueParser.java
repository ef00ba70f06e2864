package org.pumaguard.models.cli.settings;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.pumaguard.models.domain.policy.NearestNames;

/** Parses the values of options. */
public final class ValueParser {

  private static final Duration MAX_TIMEOUT = Duration.ofDays(1);

  private ValueParser() {}

  /**
   * Parses an integer.
   *
   * @throws IllegalArgumentException if it is not from {@code least} to {@code most}
   */
  public static int number(String text, int least, int most) {
    String digits = text.strip();
    if (digits.matches("\\d{1,9}")) {
      int number = Integer.parseInt(digits);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a whole number from " + least + " to " + most);
  }

  static Duration seconds(String text) {
    String digits = text.strip();
    if (digits.matches("\\d{1,9}(\\.\\d{1,9})?")) {
      Duration duration = Duration.ofMillis(new BigDecimal(digits).movePointRight(3).longValue());
      if (!duration.isZero() && duration.compareTo(MAX_TIMEOUT) <= 0) {
        return duration;
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a number of seconds above 0 and up to a day");
  }

  /** Parses a limit. 0 means no limit, so that an option can override the configuration file. */
  static OptionalLong bound(String text) {
    long bytes = ByteSizes.parse(text);
    return bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
  }

  static boolean truth(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "1", "true", "yes", "on" -> true;
      case "0", "false", "no", "off" -> false;
      default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
    };
  }

  static <E extends Enum<E>> E constant(E[] constants, String text) {
    for (E constant : constants) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
        return constant;
      }
    }
    throw notOneOf(
        Arrays.stream(constants).map(constant -> constant.name().toLowerCase(Locale.ROOT)).toList(),
        text);
  }

  /** The text is none of the values; the message asks for the nearest one. */
  public static IllegalArgumentException notOneOf(List<String> values, String text) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' is not one of "
            + String.join(", ", values)
            + NearestNames.question(text, values));
  }
}

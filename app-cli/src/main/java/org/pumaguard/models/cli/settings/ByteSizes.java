package org.pumaguard.models.cli.settings;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses and formats quantities: sizes, speeds and durations. */
public final class ByteSizes {

  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private static final Pattern GIVEN = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,9})?)([kmg]?)");

  private ByteSizes() {}

  /**
   * Parses a number of bytes with a suffix in either case, as curl accepts it, such as {@code
   * 500k}, {@code 1.5M} or {@code 2G}. The suffixes are powers of 1024.
   *
   * @throws IllegalArgumentException if the text is not a size
   */
  public static long parse(String text) {
    Matcher given = GIVEN.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (given.matches()) {
      BigDecimal number = new BigDecimal(given.group(1));
      BigDecimal bytes = number.multiply(BigDecimal.valueOf(1L << (10 * power(given.group(2)))));
      boolean isLess = number.signum() > 0 && bytes.compareTo(BigDecimal.ONE) < 0;
      if (!isLess && bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
        return bytes.longValue();
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a number of bytes, such as 300000, 500k, 1.5M or 2G");
  }

  private static int power(String suffix) {
    return suffix.isEmpty() ? 0 : "kmg".indexOf(suffix) + 1;
  }

  /** Formats a number of bytes with three digits, such as {@code 912 MiB}. */
  public static String bytes(long bytes) {
    return scaled((double) bytes);
  }

  /** Formats a speed in bytes a second, such as {@code 24.1 MiB/s}. */
  public static String speed(double bytesPerSecond) {
    return scaled(bytesPerSecond) + "/s";
  }

  private static String scaled(double quantity) {
    double value = quantity;
    int unit = 0;
    while (value >= 1023.5 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    boolean whole = unit == 0 || value >= 99.95;
    return (whole ? String.valueOf(Math.round(value)) : tenths(value)) + " " + UNITS[unit];
  }

  /** With one decimal. For each of many models, format() takes longer than the rest of the line. */
  private static String tenths(double value) {
    long tenths = Math.round(value * 10);
    return tenths / 10 + "." + tenths % 10;
  }

  /** Formats an elapsed time as {@code 0.4 s}, or from a minute on as {@code 1:02}. */
  public static String elapsed(double seconds) {
    return seconds < 59.95 ? tenths(seconds) + " s" : time(Duration.ofSeconds(Math.round(seconds)));
  }

  /** Formats a duration as {@code 0:03} or {@code 1:02:03}. */
  public static String time(Duration time) {
    long seconds = time.toSeconds();
    return seconds >= 3600
        ? String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
  }
}

package org.pumaguard.models.cli;

import java.time.Duration;
import java.util.Locale;

/** Quantities for people. */
final class Sizes {

  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Sizes() {}

  /** A number of bytes with three digits, such as {@code 912 MiB}. */
  static String bytes(long bytes) {
    return scaled((double) bytes);
  }

  /** A speed in bytes a second, such as {@code 24.1 MiB/s}. */
  static String speed(double bytesPerSecond) {
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
    return String.format(Locale.ROOT, whole ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
  }

  /** A time such as {@code 0:03} or {@code 1:02:03}. */
  static String time(Duration time) {
    long seconds = time.toSeconds();
    return seconds >= 3600
        ? String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
  }
}

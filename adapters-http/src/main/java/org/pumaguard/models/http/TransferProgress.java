package org.pumaguard.models.http;

import java.util.Locale;
import java.util.OptionalLong;

/** How far a response body was received, for messages. Confined to one thread. */
final class TransferProgress {

  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};

  private long position;
  private OptionalLong end = OptionalLong.empty();

  /**
   * Starts at the first byte of the body.
   *
   * @param offset of that byte in the file
   * @param expectedEnd the offset after the last byte, if the response announces it
   */
  void start(long offset, OptionalLong expectedEnd) {
    position = offset;
    end = expectedEnd;
  }

  void add(int bytes) {
    position += bytes;
  }

  /** True if the response announced more bytes than were received. */
  boolean isIncomplete() {
    return end.isPresent() && position < end.getAsLong();
  }

  /** {@code 12.3 of 48.0 MiB}, or {@code 12.3 MiB} if the length is not announced. */
  @Override
  public String toString() {
    long largest = end.orElse(position);
    if (largest < 1024) {
      return (end.isPresent() ? position + " of " : "") + largest + " bytes";
    }
    int unit = 0;
    double divisor = 1024;
    while (unit < UNITS.length - 1 && largest >= divisor * 1024) {
      divisor *= 1024;
      unit++;
    }
    return (end.isPresent() ? decimal(position / divisor) + " of " : "")
        + decimal(largest / divisor)
        + " "
        + UNITS[unit];
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}

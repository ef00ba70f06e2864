package org.pumaguard.models.filesystem.records;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Times as PumaGuard's Python code writes them ({@code datetime.isoformat()}): without a zone, in
 * that of the machine, with or without microseconds, with {@code T} or a blank in the middle.
 */
final class PythonTimestamps {

  private PythonTimestamps() {}

  /**
   * Understands a time.
   *
   * @param zone that of a time without one
   * @return empty when it is none
   */
  static Optional<Instant> parse(String text, ZoneId zone) {
    String iso = text.strip().replace(' ', 'T');
    try {
      return Optional.of(OffsetDateTime.parse(iso).toInstant());
    } catch (DateTimeException noZone) {
      try {
        return Optional.of(LocalDateTime.parse(iso).atZone(zone).toInstant());
      } catch (DateTimeException noTime) {
        return Optional.empty();
      }
    }
  }
}

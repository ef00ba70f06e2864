package org.pumaguard.models.filesystem.records;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Parses timestamps of PumaGuard's Python code ({@code datetime.isoformat()}): local time without a
 * zone, optional microseconds, separated by {@code T} or a space.
 */
final class PythonTimestamps {

  private PythonTimestamps() {}

  /**
   * Parses a timestamp.
   *
   * @param zone applies to a timestamp without a zone
   * @return empty if it is not a timestamp
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

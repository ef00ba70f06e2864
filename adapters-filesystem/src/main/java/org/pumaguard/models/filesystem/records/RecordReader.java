package org.pumaguard.models.filesystem.records;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheRegistry.Entry;
import org.pumaguard.models.domain.port.CacheRegistry.Version;

/**
 * Reads one entry of the cache registry, or one former version in it, token by token: every command
 * reads all of them, possibly thousands. Unknown keys and values of the wrong type are skipped.
 */
final class RecordReader {

  private static final int SECONDS_LENGTH = "2025-10-14T01:02:03Z".length();
  private static final int MILLIS_LENGTH = SECONDS_LENGTH + ".123".length();
  private static final long NANOS_OF_A_MILLISECOND = 1_000_000;
  private static final long SECONDS_OF_A_DAY = 86_400;
  private static final Instant MIN = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant MAX = Instant.parse("9999-12-31T23:59:59Z");

  private Optional<String> sha256 = Optional.empty();
  private Optional<String> version = Optional.empty();
  private Optional<String> cachedAt = Optional.empty();
  private Optional<String> verifiedAt = Optional.empty();
  private Optional<String> lastUsed = Optional.empty();
  private Optional<String> source = Optional.empty();
  private Optional<String> unpacked = Optional.empty();
  private List<Version> former = List.of();
  private boolean pinned;
  private long size;
  private long mtime;
  private long ctime;
  private long inode;

  private RecordReader() {}

  /** Reads the object that the parser has entered; empty if a required field is missing. */
  static Optional<Entry> entry(String name, JsonParser parser) throws IOException {
    RecordReader reader = new RecordReader();
    reader.readObject(parser);
    try {
      Version shown = reader.version();
      return Optional.of(
          new Entry(
              ModelName.parse(name),
              shown,
              reader.lastUsed.isPresent() ? instant(reader.lastUsed.get()) : shown.cachedAt(),
              reader.unpacked.isPresent()
                  ? Optional.of(FileName.parse(reader.unpacked.get()))
                  : Optional.empty(),
              reader.pinned,
              reader.former));
    } catch (IllegalArgumentException | DateTimeException | NoSuchElementException e) {
      return Optional.empty();
    }
  }

  /** As {@link #entry}, for a former version; an invalid one does not invalidate its entry. */
  static Optional<Version> version(JsonParser parser) throws IOException {
    RecordReader reader = new RecordReader();
    reader.readObject(parser);
    try {
      return Optional.of(reader.version());
    } catch (IllegalArgumentException | DateTimeException | NoSuchElementException e) {
      return Optional.empty();
    }
  }

  private Version version() {
    Instant since = instant(cachedAt.orElseThrow());
    return new Version(
        Sha256.parse(sha256.orElseThrow()),
        fingerprint(),
        version,
        since,
        verifiedAt.isPresent() ? instant(verifiedAt.get()) : since,
        source);
  }

  private Fingerprint fingerprint() {
    return new Fingerprint(size, mtime, ctime, inode);
  }

  private void readObject(JsonParser parser) throws IOException {
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      JsonToken value = parser.nextToken();
      switch (key) {
        case "sha256" -> sha256 = text(parser, value);
        case "size" -> size = number(parser, value);
        case "version" -> version = text(parser, value);
        case "cached-at" -> cachedAt = text(parser, value);
        case "verified-at" -> verifiedAt = text(parser, value);
        case "last-used" -> lastUsed = text(parser, value);
        case "source" -> source = text(parser, value);
        case "unpacked" -> unpacked = text(parser, value);
        case "pinned" -> pinned = value == JsonToken.VALUE_TRUE;
        case "fingerprint" -> readFingerprint(parser, value);
        case CacheRegistryJson.FORMER -> former = versions(parser, value);
        default -> parser.skipChildren();
      }
    }
  }

  private void readFingerprint(JsonParser parser, JsonToken value) throws IOException {
    if (value != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      JsonToken number = parser.nextToken();
      switch (key) {
        case "mtime" -> mtime = number(parser, number);
        case "ctime" -> ctime = number(parser, number);
        case "inode" -> inode = number(parser, number);
        default -> parser.skipChildren();
      }
    }
  }

  private static List<Version> versions(JsonParser parser, JsonToken value) throws IOException {
    if (value != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return List.of();
    }
    List<Version> versions = new ArrayList<>();
    for (JsonToken item = parser.nextToken();
        item != JsonToken.END_ARRAY;
        item = parser.nextToken()) {
      if (item == JsonToken.START_OBJECT) {
        version(parser).ifPresent(versions::add);
      } else {
        parser.skipChildren();
      }
    }
    return versions;
  }

  private static Optional<String> text(JsonParser parser, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      return Optional.of(parser.getText());
    }
    parser.skipChildren();
    return Optional.empty();
  }

  private static long number(JsonParser parser, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_NUMBER_INT || value == JsonToken.VALUE_NUMBER_FLOAT) {
      return parser.getValueAsLong();
    }
    parser.skipChildren();
    return 0;
  }

  /** Refuses years that do not fit into four digits: sums with such a time overflow. */
  private static Instant other(String text) {
    Instant time = Instant.parse(text);
    if (time.isBefore(MIN) || time.isAfter(MAX)) {
      throw new DateTimeException("not a timestamp: " + text);
    }
    return time;
  }

  /** Parses the formats of this version directly, which is faster than {@link Instant#parse}. */
  private static Instant instant(String text) {
    boolean hasMillis = text.length() == MILLIS_LENGTH && text.charAt(19) == '.';
    if ((text.length() != SECONDS_LENGTH && !hasMillis)
        || text.charAt(4) != '-'
        || text.charAt(7) != '-'
        || text.charAt(10) != 'T'
        || text.charAt(13) != ':'
        || text.charAt(16) != ':'
        || text.charAt(text.length() - 1) != 'Z') {
      return other(text);
    }
    long day =
        LocalDate.of(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)).toEpochDay();
    int hour = digits(text, 11, 13);
    int minute = digits(text, 14, 16);
    int second = digits(text, 17, 19);
    if (hour > 23 || minute > 59 || second > 59) {
      return other(text);
    }
    return Instant.ofEpochSecond(
        day * SECONDS_OF_A_DAY + (hour * 60L + minute) * 60 + second,
        hasMillis ? digits(text, 20, 23) * NANOS_OF_A_MILLISECOND : 0);
  }

  private static int digits(String text, int begin, int end) {
    int number = 0;
    for (int i = begin; i < end; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new IllegalArgumentException("not a timestamp: " + text);
      }
      number = 10 * number + digit;
    }
    return number;
  }
}

package org.pumaguard.models.filesystem.records;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.CacheRegistry.Entry;

/**
 * Splits a cache registry in the form that this version writes into its head and its records. Most
 * records are only recognised, which takes a fraction of the time of parsing them.
 */
final class DocumentScanner {

  static final String MODELS = "cached-models";

  private static final byte[] MODELS_LINE =
      RecordScanner.bytes(",\n  \"" + MODELS + "\" : {\n    \"");
  private static final byte[] COLON = RecordScanner.bytes("\" : ");
  private static final byte[] NEXT = RecordScanner.bytes(",\n    \"");
  private static final byte[] END = RecordScanner.bytes("\n  }\n}\n");

  private final byte[] text;
  private final RecordScanner scanner;

  private DocumentScanner(byte[] text) {
    this.text = text;
    this.scanner = new RecordScanner(text);
  }

  /** Splits a document; empty if it has another form, or a record in it is damaged. */
  static Optional<Parts> scan(byte[] text) {
    return new DocumentScanner(text).scan();
  }

  private Optional<Parts> scan() {
    int models = models();
    if (models < 0) {
      return Optional.empty();
    }
    Map<ModelName, StoredRecord> records = new LinkedHashMap<>();
    int at = models + MODELS_LINE.length;
    while (true) {
      Optional<StoredRecord> record = record(at);
      if (record.isEmpty()) {
        return Optional.empty();
      }
      records.put(record.get().name(), record.get());
      int end = record.get().end();
      if (end + END.length == text.length && RecordScanner.isAt(text, end, END)) {
        return Optional.of(new Parts(head(models), records));
      }
      if (!RecordScanner.isAt(text, end, NEXT)) {
        return Optional.empty();
      }
      at = end + NEXT.length;
    }
  }

  /** The end of the head; −1 if it is not found. In a string, a line feed would be escaped. */
  private int models() {
    for (int i = 0; i < text.length; i++) {
      if (text[i] == ',' && RecordScanner.isAt(text, i, MODELS_LINE)) {
        return i;
      }
    }
    return -1;
  }

  private byte[] head(int end) {
    byte[] head = Arrays.copyOf(text, end + 1);
    head[end] = '}';
    return head;
  }

  /** The record whose name begins at an offset. */
  private Optional<StoredRecord> record(int begin) {
    int end = begin;
    while (end < text.length && RecordScanner.isPlain(text[end])) {
      end++;
    }
    if (!RecordScanner.isAt(text, end, COLON)) {
      return Optional.empty();
    }
    String name = new String(text, begin, end - begin, StandardCharsets.US_ASCII);
    return record(name, begin - 1, end + COLON.length);
  }

  private Optional<StoredRecord> record(String name, int key, int begin) {
    int end = scanner.end(begin);
    try {
      return end < 0
          ? parsed(name, key, begin)
          : Optional.of(
              StoredRecord.unparsed(
                  ModelName.parse(name),
                  new RecordJson(text, key, begin, end),
                  scanner.fingerprintKey()));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A record with former versions, for instance, or with unknown keys. */
  private Optional<StoredRecord> parsed(String name, int key, int begin) throws IOException {
    RecordJson rest = new RecordJson(text, key, begin, text.length);
    try (JsonParser parser = rest.parser()) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      Optional<Entry> entry = RecordReader.entry(name, parser);
      int end = begin + (int) parser.currentLocation().getByteOffset();
      return entry.map(it -> StoredRecord.parsed(it, new RecordJson(text, key, begin, end)));
    }
  }

  /**
   * A document in parts.
   *
   * @param head a JSON object with the fields besides the records
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Parts(byte[] head, Map<ModelName, StoredRecord> records) {}
}

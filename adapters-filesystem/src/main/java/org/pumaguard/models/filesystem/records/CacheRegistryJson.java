package org.pumaguard.models.filesystem.records;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.CacheRegistry.Entry;

/**
 * A cache registry as JSON text and its meaning. Records in the form that this version writes are
 * only recognised, and parsed when they are asked for; a document with anything else is parsed
 * token by token. Unchanged records are written back byte for byte. So a change of one record among
 * thousands costs little more than reading and writing the bytes. Unknown keys are preserved. A
 * document of a newer version is read as far as it is understood, and the rest is preserved.
 *
 * @param text the document
 * @param head the fields besides the records
 * @param others the values in the place of records that are none, by key
 * @param records the valid records
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record CacheRegistryJson(
    byte[] text,
    Map<String, Object> head,
    Map<String, RecordJson> others,
    Map<ModelName, StoredRecord> records) {

  static final String FORMER = "former-versions";

  private static final String MODELS = DocumentScanner.MODELS;
  private static final String VERSION = "version";
  private static final String CREATED = "created";
  private static final String UPDATED = "last-updated";
  private static final int MAJOR = 2;

  /** Model names are keys too: interning thousands of names that occur once is a waste. */
  static final JsonFactory FACTORY =
      JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

  static CacheRegistryJson empty() {
    return new CacheRegistryJson(new byte[0], Map.of(), Map.of(), Map.of());
  }

  /**
   * Parses a document.
   *
   * @throws IOException if it is not JSON
   * @throws IllegalArgumentException if it is not a cache registry
   */
  static CacheRegistryJson parse(byte[] text) throws IOException {
    CacheRegistryJson parsed = scan(text).orElse(empty());
    if (parsed.records().isEmpty()) {
      parsed = parseAll(text);
    }
    if (!parsed.isNewer()) {
      requireShape(parsed.head());
    }
    return parsed;
  }

  /** Empty if the document has not quite the form that this version writes. */
  private static Optional<CacheRegistryJson> scan(byte[] text) {
    Optional<DocumentScanner.Parts> found = DocumentScanner.scan(text);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try {
      Map<String, Object> head = parseAll(found.get().head()).head();
      return head.containsKey(MODELS)
          ? Optional.empty()
          : Optional.of(new CacheRegistryJson(text, head, Map.of(), found.get().records()));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Parses token by token; what is known by name may be of the wrong type. */
  static CacheRegistryJson parseAll(byte[] text) throws IOException {
    Map<String, Object> head = new LinkedHashMap<>();
    Map<String, RecordJson> others = new LinkedHashMap<>();
    Map<ModelName, StoredRecord> records = new LinkedHashMap<>();
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("not a JSON object");
      }
      for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
        JsonToken value = parser.nextToken();
        if (key.equals(MODELS) && value == JsonToken.START_OBJECT) {
          readModels(parser, text, others, records);
        } else {
          head.put(key, JSON.std.anyFrom(parser));
        }
      }
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("text after the JSON object");
      }
    }
    return new CacheRegistryJson(text, head, others, records);
  }

  /** Refuses known fields of the wrong type; a newer version may give them another one. */
  private static void requireShape(Map<String, Object> head) {
    if (head.containsKey(MODELS)) {
      throw new IllegalArgumentException(MODELS + " is not an object");
    }
    for (String field : List.of(VERSION, CREATED, UPDATED)) {
      if (head.containsKey(field) && !(head.get(field) instanceof String)) {
        throw new IllegalArgumentException(field + " is not a string");
      }
    }
  }

  /** Whether it has records that are no records; a newer version may have its own. */
  boolean hasDamagedRecords() {
    return !isNewer() && !others.isEmpty();
  }

  private static void readModels(
      JsonParser parser,
      byte[] text,
      Map<String, RecordJson> others,
      Map<ModelName, StoredRecord> records)
      throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        others.put(name, RecordJson.other(JSON.std.anyFrom(parser)));
        continue;
      }
      long begin = parser.currentTokenLocation().getByteOffset();
      Optional<Entry> entry = RecordReader.entry(name, parser);
      long end = parser.currentLocation().getByteOffset();
      if (begin < 0 || end > text.length) {
        throw new IllegalArgumentException("not UTF-8");
      }
      RecordJson json = new RecordJson(text, (int) begin, (int) begin, (int) end);
      if (entry.isPresent()) {
        records.put(entry.get().name(), StoredRecord.parsed(entry.get(), json));
      } else {
        others.put(name, json);
      }
    }
  }

  /**
   * Converts the file of PumaGuard's Python code: keeps {@code created} and unknown keys. Its model
   * entries are not used; the model files are verified instead.
   *
   * @param zone the time zone of its timestamps
   * @return empty if it is not a JSON object
   */
  static Optional<CacheRegistryJson> takenOver(byte[] text, ZoneId zone) {
    Map<String, Object> head = new LinkedHashMap<>();
    try {
      head.putAll(JSON.std.mapFrom(text));
    } catch (IOException e) {
      return Optional.empty();
    }
    head.remove(MODELS);
    head.remove(VERSION);
    if (!(head.get(CREATED) instanceof String)) {
      head.remove(CREATED);
    }
    return Optional.of(new CacheRegistryJson(new byte[0], head, Map.of(), Map.of()).inUtc(zone));
  }

  /** A copy with {@code created} in UTC; an invalid timestamp is dropped. */
  CacheRegistryJson inUtc(ZoneId zone) {
    if (isNewer() || !(head.get(CREATED) instanceof String created) || created.endsWith("Z")) {
      return this;
    }
    Map<String, Object> changed = new LinkedHashMap<>(head);
    String time = PythonTimestamps.parse(created, zone).map(Instant::toString).orElse(null);
    changed.computeIfPresent(CREATED, (key, value) -> time);
    return new CacheRegistryJson(text, changed, others, records);
  }

  /** Whether it has the key of models, with or without entries; every writer adds it. */
  boolean namesModels() {
    return !others.isEmpty()
        || !records.isEmpty()
        || isNewer()
        || new String(text, StandardCharsets.UTF_8).contains('"' + MODELS + '"');
  }

  /** Whether it was written by a newer major version of this program. */
  boolean isNewer() {
    if (!(head.get(VERSION) instanceof String version)) {
      return false;
    }
    int dot = version.indexOf('.');
    try {
      return Integer.parseInt(dot < 0 ? version : version.substring(0, dot)) > MAJOR;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /**
   * A copy with these records and lengths.
   *
   * @throws IOException if a newer version has changed the structure of the records
   */
  CacheRegistryJson with(Map<ModelName, StoredRecord> newRecords, SizeTable sizes, Instant now)
      throws IOException {
    if (head.get(MODELS) != null) {
      throw new IOException("written by a newer version of this program; upgrade to change it");
    }
    Map<String, RecordJson> newOthers = new LinkedHashMap<>();
    if (isNewer()) {
      newOthers.putAll(others);
      newRecords.keySet().forEach(name -> newOthers.remove(name.value()));
    }
    Map<String, Object> newHead = newHead(now);
    if (!isNewer()) {
      sizes.putInto(newHead);
    }
    DocumentWriter writer = new DocumentWriter(text.length);
    writer.head(newHead);
    for (Map.Entry<String, RecordJson> other : newOthers.entrySet()) {
      writer.record(other.getKey(), other.getValue());
    }
    for (Map.Entry<ModelName, StoredRecord> record : newRecords.entrySet()) {
      writer.record(record.getKey().value(), record.getValue().text());
    }
    return new CacheRegistryJson(writer.end(), newHead, newOthers, newRecords);
  }

  private Map<String, Object> newHead(Instant now) {
    Map<String, Object> newHead = new LinkedHashMap<>();
    newHead.put(VERSION, isNewer() ? head.get(VERSION) : MAJOR + ".0");
    newHead.put(CREATED, head.getOrDefault(CREATED, RecordJson.text(now)));
    newHead.put(UPDATED, RecordJson.text(now));
    head.forEach(newHead::putIfAbsent);
    newHead.remove(MODELS);
    return newHead;
  }
}

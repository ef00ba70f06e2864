package org.pumaguard.models.filesystem.records;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.CacheRegistry.Entry;

/**
 * A cache registry as JSON text and its meaning. It is parsed token by token, and unchanged entries
 * are written back byte for byte, so that a change of one entry among thousands costs little more
 * than reading and writing the bytes. Unknown keys are preserved. A document of a newer version is
 * read as far as it is understood, and the rest is preserved.
 *
 * @param text the document
 * @param head the fields besides the entries
 * @param texts the text of each entry, by name
 * @param entries the valid entries
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record CacheRegistryJson(
    byte[] text,
    Map<String, Object> head,
    Map<String, RecordJson> texts,
    Map<ModelName, Entry> entries) {

  static final String FORMER = "former-versions";

  private static final String MODELS = "cached-models";
  private static final String VERSION = "version";
  private static final String CREATED = "created";
  private static final String UPDATED = "last-updated";
  private static final int MAJOR = 2;

  /** Model names are keys too: interning thousands of names that occur once is a waste. */
  private static final JsonFactory FACTORY =
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
    Map<String, Object> head = new LinkedHashMap<>();
    Map<String, RecordJson> texts = new LinkedHashMap<>();
    Map<ModelName, Entry> entries = new LinkedHashMap<>();
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("not a JSON object");
      }
      for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
        JsonToken value = parser.nextToken();
        if (key.equals(MODELS) && value == JsonToken.START_OBJECT) {
          readModels(parser, text, texts, entries);
        } else {
          head.put(key, JSON.std.anyFrom(parser));
        }
      }
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("text after the JSON object");
      }
    }
    CacheRegistryJson parsed = new CacheRegistryJson(text, head, texts, entries);
    if (!parsed.isNewer()) {
      requireShape(head);
    }
    return parsed;
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
    return !isNewer() && texts.size() > entries.size();
  }

  private static void readModels(
      JsonParser parser, byte[] text, Map<String, RecordJson> texts, Map<ModelName, Entry> entries)
      throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        texts.put(name, RecordJson.other(JSON.std.anyFrom(parser)));
        continue;
      }
      long begin = parser.currentTokenLocation().getByteOffset();
      Optional<Entry> entry = RecordReader.entry(name, parser);
      long end = parser.currentLocation().getByteOffset();
      if (begin < 0 || end > text.length) {
        throw new IllegalArgumentException("not UTF-8");
      }
      texts.put(name, new RecordJson(text, (int) begin, (int) end));
      if (entry.isPresent()) {
        entries.put(entry.get().name(), entry.get());
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
    return new CacheRegistryJson(text, changed, texts, entries);
  }

  /** Whether it has the key of models, with or without entries; every writer adds it. */
  boolean namesModels() {
    return !texts.isEmpty()
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
   * A copy with these entries and lengths.
   *
   * @throws IOException if a newer version has changed the structure of the entries
   */
  CacheRegistryJson with(Map<ModelName, Entry> newEntries, SizeTable sizes, Instant now)
      throws IOException {
    if (head.get(MODELS) != null) {
      throw new IOException("written by a newer version of this program; upgrade to change it");
    }
    Map<String, RecordJson> newTexts = new LinkedHashMap<>();
    if (isNewer()) {
      newTexts.putAll(texts);
      entries.keySet().forEach(name -> newTexts.remove(name.value()));
    }
    for (Map.Entry<ModelName, Entry> entry : newEntries.entrySet()) {
      newTexts.put(entry.getKey().value(), text(entry.getValue()));
    }
    Map<String, Object> newHead = newHead(now);
    if (!isNewer()) {
      sizes.putInto(newHead);
    }
    return new CacheRegistryJson(join(newHead, newTexts), newHead, newTexts, newEntries);
  }

  private RecordJson text(Entry entry) throws IOException {
    RecordJson before = texts.get(entry.name().value());
    if (before == null || !before.isObject()) {
      return RecordJson.of(entry);
    }
    return Objects.equals(entry, entries.get(entry.name())) ? before : before.with(entry);
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

  private static byte[] join(Map<String, Object> head, Map<String, RecordJson> texts)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write('{');
    for (Map.Entry<String, Object> field : head.entrySet()) {
      write(out, "\n  " + key(field.getKey()) + RecordJson.json(field.getValue(), 2) + ",");
    }
    write(out, "\n  " + key(MODELS) + "{");
    String separator = "\n    ";
    for (Map.Entry<String, RecordJson> entry : texts.entrySet()) {
      RecordJson text = entry.getValue();
      write(out, separator + key(entry.getKey()));
      out.write(text.in(), text.begin(), text.end() - text.begin());
      separator = ",\n    ";
    }
    write(out, texts.isEmpty() ? " }\n}\n" : "\n  }\n}\n");
    return out.toByteArray();
  }

  private static String key(String name) throws IOException {
    return (isPlain(name) ? '"' + name + '"' : JSON.std.asString(name)) + " : ";
  }

  private static boolean isPlain(String name) {
    return name.chars()
        .allMatch(letter -> letter >= ' ' && letter <= '~' && letter != '"' && letter != '\\');
  }

  private static void write(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}

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
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.CacheRegistry.Entry;

/**
 * The cache registry's JSON, and what it means. It is read token by token, and what has not changed
 * is written as it was, so that a change of one entry among thousands costs little more than the
 * reading and writing of bytes. Keys that are not known here are carried along. What a newer
 * version of this program has written is read as far as it is understood, and the rest is kept.
 *
 * @param text the whole
 * @param head the keys beside the entries
 * @param texts the text of each entry, by name
 * @param entries what they say; one that can't be understood is as good as lost
 */
@SuppressWarnings("ArrayRecordComponent") // It is never compared.
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

  /** Names of models are keys too: thousands, each of which is met once. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

  static CacheRegistryJson empty() {
    return new CacheRegistryJson(new byte[0], Map.of(), Map.of(), Map.of());
  }

  /**
   * Understands a document.
   *
   * @throws IOException when it is no JSON
   * @throws IllegalArgumentException when it is no cache registry at all
   */
  static CacheRegistryJson parse(byte[] text) throws IOException {
    Map<String, Object> head = new LinkedHashMap<>();
    Map<String, RecordJson> texts = new LinkedHashMap<>();
    Map<ModelName, Entry> entries = new LinkedHashMap<>();
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("it is no object");
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
        throw new IllegalArgumentException("something follows it");
      }
    }
    CacheRegistryJson read = new CacheRegistryJson(text, head, texts, entries);
    if (head.get(MODELS) != null && !read.isNewer()) {
      throw new IllegalArgumentException(MODELS + " is no object");
    }
    return read;
  }

  private static void readModels(
      JsonParser parser, byte[] text, Map<String, RecordJson> texts, Map<ModelName, Entry> entries)
      throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        parser.skipChildren();
        continue;
      }
      long begin = parser.currentTokenLocation().getByteOffset();
      Optional<Entry> entry = RecordReader.entry(name, parser);
      long end = parser.currentLocation().getByteOffset();
      if (begin < 0 || end > text.length) {
        throw new IllegalArgumentException("it is not written in UTF-8");
      }
      texts.put(name, new RecordJson(text, (int) begin, (int) end));
      if (entry.isPresent()) {
        entries.put(entry.get().name(), entry.get());
      }
    }
  }

  /**
   * Takes over what PumaGuard's Python code has written: when it was created, and what this program
   * has no name for. What it says of models is not what is needed here: their files are read.
   *
   * @param zone in which its times are
   * @return empty when nothing of it can be understood
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

  /** With the time of its creation as it is written here; one that is none is left out. */
  CacheRegistryJson inUtc(ZoneId zone) {
    if (isNewer() || !(head.get(CREATED) instanceof String created) || created.endsWith("Z")) {
      return this;
    }
    Map<String, Object> changed = new LinkedHashMap<>(head);
    PythonTimestamps.parse(created, zone)
        .ifPresentOrElse(
            time -> changed.put(CREATED, time.toString()), () -> changed.remove(CREATED));
    return new CacheRegistryJson(text, changed, texts, entries);
  }

  /** Whether it has a place for models, though it may be empty: whoever writes it leaves one. */
  boolean namesModels() {
    return !texts.isEmpty()
        || isNewer()
        || new String(text, StandardCharsets.UTF_8).contains('"' + MODELS + '"');
  }

  /** Whether a version of this program has written it that is newer than this one. */
  boolean isNewer() {
    String version = String.valueOf(head.get(VERSION));
    int dot = version.indexOf('.');
    try {
      return Integer.parseInt(dot < 0 ? version : version.substring(0, dot)) > MAJOR;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /**
   * This document with other entries.
   *
   * @throws IOException when a newer version has written it in a way that leaves no room for them
   */
  CacheRegistryJson with(Map<ModelName, Entry> newEntries, Instant now) throws IOException {
    if (head.get(MODELS) != null) {
      throw new IOException("it was written by a newer version of this program");
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
    return new CacheRegistryJson(join(newHead, newTexts), newHead, newTexts, newEntries);
  }

  private RecordJson text(Entry entry) throws IOException {
    RecordJson before = texts.get(entry.name().value());
    if (before == null) {
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
    for (int i = 0; i < name.length(); i++) {
      char letter = name.charAt(i);
      if (letter < ' ' || letter > '~' || letter == '"' || letter == '\\') {
        return false;
      }
    }
    return true;
  }

  private static void write(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}

package org.pumaguard.models.filesystem.records;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheRegistry.Entry;
import org.pumaguard.models.domain.port.CacheRegistry.Version;

/**
 * The JSON text of one entry, as a range of a document. Unchanged entries are copied byte for byte;
 * changed ones keep their unknown keys.
 *
 * @param in the document
 * @param key the first byte of its key, if the document has the form that this version writes; else
 *     {@code begin}
 * @param begin the first byte
 * @param end the byte after the last
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record RecordJson(byte[] in, int key, int begin, int end) {

  private static final JSON WRITER =
      JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT, JSON.Feature.WRITE_NULL_PROPERTIES);

  /** The text of a new entry. */
  static RecordJson of(Entry entry) throws IOException {
    return written(entry, Map.of());
  }

  /** The text of a value that is no object: damage, or the record of a newer version. */
  static RecordJson other(Object value) throws IOException {
    byte[] text = json(value, 4).getBytes(StandardCharsets.UTF_8);
    return new RecordJson(text, 0, 0, text.length);
  }

  /** Whether the key is part of the text. */
  boolean hasKey() {
    return key < begin;
  }

  /** A parser of the value alone. */
  JsonParser parser() throws IOException {
    return CacheRegistryJson.FACTORY.createParser(in, begin, end - begin);
  }

  boolean isObject() {
    return in[begin] == '{';
  }

  /** The text of a changed entry, with the unknown keys of this text. */
  RecordJson with(Entry entry) throws IOException {
    return written(
        entry, JSON.std.mapFrom(new String(in, begin, end - begin, StandardCharsets.UTF_8)));
  }

  /** A value as JSON with an indentation of this many spaces. */
  static String json(Object value, int indent) throws IOException {
    // JSON strings contain no raw newlines.
    return WRITER.asString(value).replace("\n", "\n" + " ".repeat(indent));
  }

  static String text(Instant instant) {
    return DateTimeFormatter.ISO_INSTANT.format(instant.truncatedTo(ChronoUnit.SECONDS));
  }

  private static RecordJson written(Entry entry, Map<String, Object> before) throws IOException {
    byte[] text = json(tree(entry, before), 4).getBytes(StandardCharsets.UTF_8);
    return new RecordJson(text, 0, 0, text.length);
  }

  private static Map<String, Object> tree(Entry entry, Map<String, Object> before) {
    Map<String, Object> tree = new LinkedHashMap<>(before);
    putContent(tree, entry.shown());
    tree.put("last-used", text(entry.lastUsed()));
    putOrigin(tree, entry.shown());
    putUnless(
        entry.unpacked().isEmpty(),
        tree,
        "unpacked",
        entry.unpacked().map(Object::toString).orElse(""));
    putUnless(!entry.pinned(), tree, "pinned", true);
    List<Map<String, Object>> former = new ArrayList<>();
    for (Version version : entry.former()) {
      Map<String, Object> object = new LinkedHashMap<>(formerVersion(version.sha256(), before));
      putContent(object, version);
      putOrigin(object, version);
      former.add(object);
    }
    putUnless(former.isEmpty(), tree, CacheRegistryJson.FORMER, former);
    return tree;
  }

  private static void putContent(Map<String, Object> tree, Version version) {
    tree.put("sha256", version.sha256().hex());
    tree.put("size", version.fingerprint().size());
    tree.put("version", version.version().orElse(null));
    // With milliseconds, to order versions cached within one second.
    tree.put(
        "cached-at",
        DateTimeFormatter.ISO_INSTANT.format(version.cachedAt().truncatedTo(ChronoUnit.MILLIS)));
    tree.put("verified-at", text(version.verifiedAt()));
  }

  private static void putOrigin(Map<String, Object> tree, Version version) {
    tree.put("source", version.source().orElse(null));
    tree.put("fingerprint", tree(version.fingerprint(), child(tree, "fingerprint")));
  }

  private static Map<String, Object> tree(Fingerprint fingerprint, Map<String, Object> before) {
    Map<String, Object> tree = new LinkedHashMap<>(before);
    tree.put("mtime", fingerprint.mtime());
    tree.put("ctime", fingerprint.ctime());
    tree.put("inode", fingerprint.inode());
    return tree;
  }

  /** The previous JSON object of a former version. */
  @SuppressWarnings("unchecked") // JSON objects have string keys.
  private static Map<String, Object> formerVersion(Sha256 content, Map<String, Object> before) {
    if (before.get(CacheRegistryJson.FORMER) instanceof List<?> versions) {
      for (Object version : versions) {
        if (version instanceof Map<?, ?> object && content.hex().equals(object.get("sha256"))) {
          return (Map<String, Object>) object;
        }
      }
    }
    return Map.of();
  }

  private static void putUnless(
      boolean absent, Map<String, Object> object, String key, Object value) {
    if (absent) {
      object.remove(key);
    } else {
      object.put(key, value);
    }
  }

  @SuppressWarnings("unchecked") // JSON objects have string keys.
  private static Map<String, Object> child(Map<String, Object> object, String key) {
    Object value = object.get(key);
    return value instanceof Map ? (Map<String, Object>) value : Map.of();
  }
}

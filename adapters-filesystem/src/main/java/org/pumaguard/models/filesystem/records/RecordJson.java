package org.pumaguard.models.filesystem.records;

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
import java.util.Optional;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheRegistry.Entry;
import org.pumaguard.models.domain.port.CacheRegistry.Version;

/**
 * The text of one entry of the cache registry, which is a part of the text of all. What has not
 * changed is written as it was, byte by byte; what has keeps the keys that are not known here.
 *
 * @param in the text that it is a part of
 * @param begin where it begins
 * @param end where it has ended
 */
@SuppressWarnings("ArrayRecordComponent") // It is never compared.
record RecordJson(byte[] in, int begin, int end) {

  private static final JSON WRITER =
      JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT, JSON.Feature.WRITE_NULL_PROPERTIES);

  /** The text of an entry that was not there before. */
  static RecordJson of(Entry entry) throws IOException {
    return written(entry, Map.of());
  }

  /** This text with what is known here changed. */
  RecordJson with(Entry entry) throws IOException {
    return written(
        entry, JSON.std.mapFrom(new String(in, begin, end - begin, StandardCharsets.UTF_8)));
  }

  /** A value as JSON that begins so many blanks from the left. */
  static String json(Object value, int indent) throws IOException {
    // In JSON text a line can't end within a string.
    return WRITER.asString(value).replace("\n", "\n" + " ".repeat(indent));
  }

  static String text(Instant instant) {
    return DateTimeFormatter.ISO_INSTANT.format(instant.truncatedTo(ChronoUnit.SECONDS));
  }

  private static RecordJson written(Entry entry, Map<String, Object> before) throws IOException {
    byte[] text = json(tree(entry, before), 4).getBytes(StandardCharsets.UTF_8);
    return new RecordJson(text, 0, text.length);
  }

  private static Map<String, Object> tree(Entry entry, Map<String, Object> before) {
    Map<String, Object> tree = new LinkedHashMap<>(before);
    put(tree, entry.asVersion(), Optional.of(entry.lastUsed()));
    putUnless(
        entry.unpacked().isEmpty(),
        tree,
        "unpacked",
        entry.unpacked().map(Object::toString).orElse(""));
    putUnless(!entry.pinned(), tree, "pinned", true);
    List<Map<String, Object>> former = new ArrayList<>();
    for (Version version : entry.former()) {
      Map<String, Object> object = new LinkedHashMap<>(formerly(version.sha256(), before));
      put(object, version, Optional.empty());
      former.add(object);
    }
    putUnless(former.isEmpty(), tree, CacheRegistryJson.FORMER, former);
    return tree;
  }

  private static void put(Map<String, Object> tree, Version version, Optional<Instant> lastUsed) {
    tree.put("sha256", version.sha256().hex());
    tree.put("size", version.fingerprint().size());
    tree.put("version", version.version().orElse(null));
    // To the millisecond: two versions of one second have an order too.
    tree.put(
        "cached-at",
        DateTimeFormatter.ISO_INSTANT.format(version.cachedAt().truncatedTo(ChronoUnit.MILLIS)));
    tree.put("verified-at", text(version.verifiedAt()));
    lastUsed.ifPresent(time -> tree.put("last-used", text(time)));
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

  /** What was said of a version. */
  @SuppressWarnings("unchecked") // JSON objects have string keys.
  private static Map<String, Object> formerly(Sha256 content, Map<String, Object> before) {
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

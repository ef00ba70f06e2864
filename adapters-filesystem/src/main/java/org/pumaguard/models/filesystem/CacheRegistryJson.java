package org.pumaguard.models.filesystem;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheRegistry.Entry;
import org.pumaguard.models.domain.port.CacheRegistry.Version;

/**
 * The cache registry's JSON as maps, and what they mean. Keys that are not known here are carried
 * along.
 *
 * @param tree the document
 * @param entries what its entries say; one that can't be understood is as good as lost
 */
record CacheRegistryJson(Map<String, Object> tree, Map<ModelName, Entry> entries) {

  private static final String MODELS = "cached-models";
  private static final String FORMER = "former-versions";

  static CacheRegistryJson empty() {
    return new CacheRegistryJson(Map.of(), Map.of());
  }

  /**
   * Understands a document.
   *
   * @throws IOException when it is no JSON
   * @throws IllegalArgumentException when it is no cache registry at all
   */
  static CacheRegistryJson parse(String text) throws IOException {
    Map<String, Object> tree = new LinkedHashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("it is no object");
      }
      tree.putAll(JSON.std.mapFrom(parser));
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("something follows it");
      }
    }
    Map<ModelName, Entry> entries = new LinkedHashMap<>();
    if (tree.get(MODELS) != null && !(tree.get(MODELS) instanceof Map)) {
      throw new IllegalArgumentException(MODELS + " is no object");
    }
    Map<String, Object> models = child(tree, MODELS);
    for (String name : models.keySet()) {
      entry(name, child(models, name)).ifPresent(entry -> entries.put(entry.name(), entry));
    }
    return new CacheRegistryJson(tree, entries);
  }

  /** This document with other entries. */
  CacheRegistryJson with(Map<ModelName, Entry> newEntries, Instant now) {
    Map<String, Object> changed = new LinkedHashMap<>();
    changed.put("version", "2.0");
    changed.put("created", tree.getOrDefault("created", text(now)));
    changed.put("last-updated", text(now));
    tree.forEach(changed::putIfAbsent);
    Map<String, Object> former = child(tree, MODELS);
    Map<String, Object> models = new LinkedHashMap<>();
    newEntries.forEach(
        (name, entry) -> {
          Map<String, Object> object = new LinkedHashMap<>(child(former, name.value()));
          write(entry, object);
          models.put(name.value(), object);
        });
    changed.put(MODELS, models);
    return new CacheRegistryJson(changed, newEntries);
  }

  private static void write(Entry entry, Map<String, Object> object) {
    object.put("sha256", entry.sha256().hex());
    object.put("size", entry.fingerprint().size());
    object.put("version", entry.version().orElse(null));
    object.put("cached-at", text(entry.cachedAt()));
    object.put("verified-at", text(entry.verifiedAt()));
    object.put("last-used", text(entry.lastUsed()));
    object.put("source", entry.source().orElse(null));
    entry
        .unpacked()
        .ifPresentOrElse(
            directory -> object.put("unpacked", directory.value()),
            () -> object.remove("unpacked"));
    object.put("fingerprint", tree(entry.fingerprint()));
    putUnless(!entry.pinned(), object, "pinned", true);
    putUnless(
        entry.former().isEmpty(),
        object,
        FORMER,
        entry.former().stream().map(version -> tree(version, object)).toList());
  }

  private static void putUnless(
      boolean absent, Map<String, Object> object, String key, Object value) {
    if (absent) {
      object.remove(key);
    } else {
      object.put(key, value);
    }
  }

  private static Map<String, Object> tree(Fingerprint fingerprint) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("mtime", fingerprint.mtime());
    tree.put("ctime", fingerprint.ctime());
    tree.put("inode", fingerprint.inode());
    return tree;
  }

  /** As it was in the document, with what is known here in its place. */
  private static Map<String, Object> tree(Version version, Map<String, Object> object) {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (Map<String, Object> before : children(object, FORMER)) {
      if (version.sha256().hex().equals(before.get("sha256"))) {
        tree.putAll(before);
      }
    }
    tree.put("sha256", version.sha256().hex());
    tree.put("size", version.fingerprint().size());
    tree.put("version", version.version().orElse(null));
    tree.put("cached-at", text(version.cachedAt()));
    tree.put("verified-at", text(version.verifiedAt()));
    tree.put("source", version.source().orElse(null));
    tree.put("fingerprint", tree(version.fingerprint()));
    return tree;
  }

  private static Optional<Entry> entry(String name, Map<String, Object> object) {
    try {
      Instant cachedAt = Instant.parse(string(object, "cached-at").orElseThrow());
      return Optional.of(
          new Entry(
              ModelName.parse(name),
              Sha256.parse(string(object, "sha256").orElseThrow()),
              fingerprint(object),
              string(object, "version"),
              cachedAt,
              string(object, "verified-at").map(Instant::parse).orElse(cachedAt),
              string(object, "last-used").map(Instant::parse).orElse(cachedAt),
              string(object, "source"),
              string(object, "unpacked").map(FileName::parse),
              Boolean.TRUE.equals(object.get("pinned")),
              children(object, FORMER).stream()
                  .flatMap(version -> version(version).stream())
                  .toList()));
    } catch (IllegalArgumentException | DateTimeException | NoSuchElementException e) {
      return Optional.empty();
    }
  }

  /** One that can't be understood is as good as lost, and no reason to lose the entry too. */
  private static Optional<Version> version(Map<String, Object> object) {
    try {
      Instant cachedAt = Instant.parse(string(object, "cached-at").orElseThrow());
      return Optional.of(
          new Version(
              Sha256.parse(string(object, "sha256").orElseThrow()),
              fingerprint(object),
              string(object, "version"),
              cachedAt,
              string(object, "verified-at").map(Instant::parse).orElse(cachedAt),
              string(object, "source")));
    } catch (IllegalArgumentException | DateTimeException | NoSuchElementException e) {
      return Optional.empty();
    }
  }

  private static Fingerprint fingerprint(Map<String, Object> object) {
    Map<String, Object> fingerprint = child(object, "fingerprint");
    return new Fingerprint(
        number(object, "size"),
        number(fingerprint, "mtime"),
        number(fingerprint, "ctime"),
        number(fingerprint, "inode"));
  }

  private static Optional<String> string(Map<String, Object> object, String key) {
    return object.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  private static long number(Map<String, Object> object, String key) {
    return object.get(key) instanceof Number number ? number.longValue() : 0;
  }

  private static String text(Instant instant) {
    return DateTimeFormatter.ISO_INSTANT.format(instant.truncatedTo(ChronoUnit.SECONDS));
  }

  @SuppressWarnings("unchecked") // JSON objects have string keys.
  private static Map<String, Object> child(Map<String, Object> object, String key) {
    Object value = object.get(key);
    return value instanceof Map ? (Map<String, Object>) value : Map.of();
  }

  @SuppressWarnings("unchecked") // JSON objects have string keys.
  private static List<Map<String, Object>> children(Map<String, Object> object, String key) {
    return object.get(key) instanceof List<?> list
        ? list.stream()
            .filter(Map.class::isInstance)
            .map(item -> (Map<String, Object>) item)
            .toList()
        : List.of();
  }
}

package org.pumaguard.models.filesystem.records;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheRegistry.Size;

/**
 * The learnt lengths of a cache registry: two objects with digests as keys and bytes as values.
 * Keys are compared as text, since parsing thousands of digests would delay every command. Unknown
 * keys and values are preserved. Thread-safe.
 */
final class SizeTable {

  static final String KNOWN = "known-sizes";
  static final String ESTIMATED = "estimated-sizes";

  private static final int DIGEST_LENGTH = 64;

  private final Map<String, Object> known = new LinkedHashMap<>();
  private final Map<String, Object> estimated = new LinkedHashMap<>();

  /** The lengths in the head of a document; values of another shape are ignored. */
  static SizeTable of(Map<String, Object> head) {
    SizeTable table = new SizeTable();
    copy(head.getOrDefault(KNOWN, Map.of()), table.known);
    copy(head.getOrDefault(ESTIMATED, Map.of()), table.estimated);
    return table;
  }

  private static void copy(Object from, Map<String, Object> to) {
    if (from instanceof Map<?, ?> sizes) {
      sizes.forEach((digest, size) -> to.put(String.valueOf(digest), size));
    }
  }

  synchronized Optional<Size> find(Sha256 content) {
    return find(content, known, false).or(() -> find(content, estimated, true));
  }

  private static Optional<Size> find(
      Sha256 content, Map<String, Object> sizes, boolean isEstimate) {
    return sizes.get(content.hex()) instanceof Number bytes && bytes.longValue() >= 0
        ? Optional.of(new Size(bytes.longValue(), isEstimate))
        : Optional.empty();
  }

  /** Adds a length; an estimate replaces no exact one. */
  synchronized void put(Sha256 content, Size size) {
    if (!size.isEstimate()) {
      estimated.remove(content.hex());
      known.put(content.hex(), size.bytes());
    } else if (find(content, known, false).isEmpty()) {
      estimated.put(content.hex(), size.bytes());
    }
  }

  synchronized void retain(Predicate<Sha256> needed) {
    known.keySet().removeIf(key -> isUseless(key, needed));
    estimated.keySet().removeIf(key -> isUseless(key, needed));
  }

  /** Whether each length is needed. */
  synchronized boolean isNeeded(Predicate<Sha256> needed) {
    return Stream.of(known, estimated)
        .flatMap(sizes -> sizes.keySet().stream())
        .noneMatch(key -> isUseless(key, needed));
  }

  private static boolean isUseless(String key, Predicate<Sha256> needed) {
    return isDigest(key) && !needed.test(Sha256.parse(key));
  }

  private static boolean isDigest(String key) {
    return key.length() == DIGEST_LENGTH
        && key.chars().allMatch(digit -> Character.digit(digit, 16) >= 0 && digit < 0x80);
  }

  /** Puts the lengths into the head of a document. */
  synchronized void putInto(Map<String, Object> head) {
    put(KNOWN, known, head);
    put(ESTIMATED, estimated, head);
  }

  private static void put(String key, Map<String, Object> sizes, Map<String, Object> head) {
    if (sizes.isEmpty()) {
      head.remove(key);
    } else {
      head.put(key, new LinkedHashMap<>(sizes));
    }
  }
}

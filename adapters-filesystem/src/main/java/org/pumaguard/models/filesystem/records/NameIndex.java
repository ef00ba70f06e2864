package org.pumaguard.models.filesystem.records;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.pumaguard.models.domain.model.ModelName;

/**
 * Finds the names of records by a key, such as their content. Built at the first search, which most
 * commands never make. Not thread-safe.
 *
 * @param <K> the type of keys, of which a record may have several
 */
final class NameIndex<K> {

  private final Function<StoredRecord, List<K>> keys;
  private final Map<K, Set<ModelName>> names = new HashMap<>();
  private boolean isBuilt;

  NameIndex(Function<StoredRecord, List<K>> keys) {
    this.keys = keys;
  }

  /**
   * The names of the records with a key.
   *
   * @param all all records, to build the index from
   */
  Set<ModelName> find(K key, Collection<StoredRecord> all) {
    if (!isBuilt) {
      isBuilt = true;
      all.forEach(this::add);
    }
    return names.getOrDefault(key, Set.of());
  }

  /** Adds a record; ignored before the index is built. */
  void add(StoredRecord record) {
    if (isBuilt) {
      keys.apply(record).forEach(key -> add(key, record.name()));
    }
  }

  /** Removes a record; ignored before the index is built. */
  void remove(StoredRecord record) {
    if (isBuilt) {
      keys.apply(record).forEach(key -> remove(key, record.name()));
    }
  }

  private void add(K key, ModelName name) {
    Set<ModelName> present = names.get(key);
    if (present == null) {
      // Most sets have one element, and an immutable one is the smallest.
      names.put(key, Set.of(name));
    } else if (!present.contains(name)) {
      Set<ModelName> more = present.size() == 1 ? new LinkedHashSet<>(present) : present;
      more.add(name);
      names.put(key, more);
    }
  }

  private void remove(K key, ModelName name) {
    Set<ModelName> present = names.get(key);
    if (present == null || !present.contains(name)) {
      return;
    }
    if (present.size() == 1) {
      names.remove(key);
    } else {
      present.remove(name);
    }
  }
}

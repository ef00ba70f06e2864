package org.pumaguard.models.filesystem.records;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FingerprintChange;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheRegistry.Entry;
import org.pumaguard.models.domain.port.CacheRegistry.Version;

/**
 * The entries of a cache registry in memory, indexed by name, content and fingerprint: a search or
 * a change takes constant time. Thread-safe.
 */
final class RecordTable {

  private final Map<ModelName, Entry> entries;
  private final SizeTable sizes;
  private final NameIndex<Sha256> byContent = new NameIndex<>(RecordTable::contents);
  private final NameIndex<Long> byFingerprint = new NameIndex<>(RecordTable::fingerprintKeys);
  private Map<ModelName, Entry> snapshot = Map.of();
  private boolean hasSnapshot;

  RecordTable(Map<ModelName, Entry> entries, SizeTable sizes) {
    this.entries = new LinkedHashMap<>(entries);
    this.sizes = sizes;
  }

  /** The learnt lengths. */
  SizeTable sizes() {
    return sizes;
  }

  /** An immutable copy of the present entries. */
  synchronized Map<ModelName, Entry> snapshot() {
    if (!hasSnapshot) {
      snapshot = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
      hasSnapshot = true;
    }
    return snapshot;
  }

  synchronized Optional<Entry> find(ModelName name) {
    return Optional.ofNullable(entries.get(name));
  }

  synchronized boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Adds an entry or replaces the one with its name. */
  synchronized void put(Entry entry) {
    unindex(entry.name());
    entries.put(entry.name(), entry);
    byContent.add(entry);
    byFingerprint.add(entry);
  }

  /** Adds an entry if there is none with its name. */
  synchronized void putIfAbsent(Entry entry) {
    if (!entries.containsKey(entry.name())) {
      put(entry);
    }
  }

  synchronized void remove(ModelName name) {
    unindex(name);
    entries.remove(name);
  }

  private void unindex(ModelName name) {
    hasSnapshot = false;
    Entry entry = entries.get(name);
    if (entry != null) {
      byContent.remove(entry);
      byFingerprint.remove(entry);
    }
  }

  /** All records of some content, as current or former versions. */
  synchronized List<Version> known(Sha256 content) {
    List<Version> known = new ArrayList<>();
    for (ModelName name : byContent.find(content, entries.values())) {
      Entry entry = entries.get(name);
      if (entry == null) {
        continue;
      }
      if (entry.sha256().equals(content)) {
        known.add(entry.shown());
      }
      entry.former().stream().filter(it -> it.sha256().equals(content)).forEach(known::add);
    }
    return known;
  }

  /** Replaces fingerprints; returns whether any entry had one of the old ones. */
  synchronized boolean restamp(List<FingerprintChange> restamps) {
    boolean changed = false;
    for (FingerprintChange restamp : restamps) {
      List<ModelName> names =
          List.copyOf(byFingerprint.find(key(restamp.before()), entries.values()));
      for (ModelName name : names) {
        Entry entry = entries.get(name);
        if (entry != null) {
          Entry restamped = restamped(entry, restamp);
          if (!restamped.equals(entry)) {
            put(restamped);
            changed = true;
          }
        }
      }
    }
    return changed;
  }

  private static Entry restamped(Entry entry, FingerprintChange restamp) {
    Entry current =
        restamp.before().equals(entry.fingerprint()) ? entry.restamped(restamp.after()) : entry;
    return current.former(
        current.former().stream()
            .map(
                version ->
                    version.fingerprint().equals(restamp.before())
                        ? version.restamped(restamp.after())
                        : version)
            .toList());
  }

  private static List<Sha256> contents(Entry entry) {
    if (entry.former().isEmpty()) {
      return List.of(entry.sha256());
    }
    List<Sha256> contents = new ArrayList<>();
    contents.add(entry.sha256());
    entry.former().forEach(version -> contents.add(version.sha256()));
    return contents;
  }

  private static List<Long> fingerprintKeys(Entry entry) {
    if (entry.former().isEmpty()) {
      return List.of(key(entry.fingerprint()));
    }
    List<Long> keys = new ArrayList<>();
    keys.add(key(entry.fingerprint()));
    entry.former().forEach(version -> keys.add(key(version.fingerprint())));
    return keys;
  }

  /** A hash of the parts that rarely collide. */
  private static long key(Fingerprint fingerprint) {
    return 31 * fingerprint.inode() + fingerprint.ctime();
  }
}

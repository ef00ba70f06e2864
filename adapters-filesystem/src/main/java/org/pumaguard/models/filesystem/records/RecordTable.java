package org.pumaguard.models.filesystem.records;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.pumaguard.models.domain.model.FingerprintChange;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheRegistry.Entry;
import org.pumaguard.models.domain.port.CacheRegistry.Version;

/**
 * The entries of a cache registry in memory, indexed by name, content and fingerprint: a search or
 * a change takes constant time. A search by name or fingerprint parses what it finds, any other
 * search all entries, once. Thread-safe.
 */
final class RecordTable {

  private final Map<ModelName, StoredRecord> records;
  private final Map<String, RecordJson> others;
  private final SizeTable sizes;
  private final NameIndex<Sha256> byContent = new NameIndex<>(RecordTable::contents);
  private final NameIndex<Long> byFingerprint = new NameIndex<>(StoredRecord::fingerprintKeys);
  private Map<ModelName, Entry> snapshot = Map.of();
  private boolean hasSnapshot;

  /** A table without entries. */
  RecordTable() {
    this(CacheRegistryJson.empty());
  }

  /** The entries and the lengths of a document. */
  RecordTable(CacheRegistryJson document) {
    this.records = new LinkedHashMap<>(document.records());
    this.others = document.others();
    this.sizes = SizeTable.of(document.head());
  }

  /** The learnt lengths. */
  SizeTable sizes() {
    return sizes;
  }

  /** An immutable copy of the present entries. */
  synchronized Map<ModelName, Entry> snapshot() {
    if (!hasSnapshot) {
      Map<ModelName, Entry> entries = new LinkedHashMap<>(2 * records.size());
      records.forEach((name, record) -> entries.put(name, record.entry()));
      snapshot = Collections.unmodifiableMap(entries);
      hasSnapshot = true;
    }
    return snapshot;
  }

  /** An immutable copy of the present records. */
  synchronized Map<ModelName, StoredRecord> records() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(records));
  }

  synchronized Optional<Entry> find(ModelName name) {
    return Optional.ofNullable(records.get(name)).map(StoredRecord::entry);
  }

  synchronized boolean isEmpty() {
    return records.isEmpty();
  }

  /** Adds an entry or replaces the one with its name. */
  synchronized void put(Entry entry) {
    unindex(entry.name());
    StoredRecord before = records.get(entry.name());
    StoredRecord changed =
        before == null
            ? StoredRecord.of(entry, Optional.ofNullable(others.get(entry.name().value())))
            : before.with(entry);
    records.put(entry.name(), changed);
    byContent.add(changed);
    byFingerprint.add(changed);
  }

  /** Adds an entry if there is none with its name. */
  synchronized void putIfAbsent(Entry entry) {
    if (!records.containsKey(entry.name())) {
      put(entry);
    }
  }

  synchronized void remove(ModelName name) {
    unindex(name);
    records.remove(name);
  }

  private void unindex(ModelName name) {
    hasSnapshot = false;
    StoredRecord record = records.get(name);
    if (record != null) {
      byContent.remove(record);
      byFingerprint.remove(record);
    }
  }

  /** All records of some content, as current or former versions. */
  synchronized List<Version> known(Sha256 content) {
    List<Version> known = new ArrayList<>();
    for (ModelName name : byContent.find(content, records.values())) {
      Optional<Entry> entry = find(name);
      if (entry.isEmpty()) {
        continue;
      }
      if (entry.get().sha256().equals(content)) {
        known.add(entry.get().shown());
      }
      entry.get().former().stream().filter(it -> it.sha256().equals(content)).forEach(known::add);
    }
    return known;
  }

  /** Replaces fingerprints; returns whether any entry had one of the old ones. */
  synchronized boolean restamp(List<FingerprintChange> restamps) {
    boolean changed = false;
    for (FingerprintChange restamp : restamps) {
      List<ModelName> names =
          List.copyOf(byFingerprint.find(StoredRecord.key(restamp.before()), records.values()));
      for (ModelName name : names) {
        Optional<Entry> entry = find(name);
        Optional<Entry> restamped =
            entry.map(it -> restamped(it, restamp)).filter(it -> !it.equals(entry.get()));
        restamped.ifPresent(this::put);
        changed |= restamped.isPresent();
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

  private static List<Sha256> contents(StoredRecord record) {
    Entry entry = record.entry();
    return Stream.concat(Stream.of(entry.shown()), entry.former().stream())
        .map(Version::sha256)
        .toList();
  }
}

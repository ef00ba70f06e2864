package org.pumaguard.models.filesystem.records;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FingerprintChange;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheRegistry.Entry;
import org.pumaguard.models.domain.port.CacheRegistry.Version;

/**
 * The entries of a cache registry in memory. What is asked or changed of one costs the same however
 * many there are: they are found by name, by content and by fingerprint. Safe for use by many
 * threads.
 */
final class RecordTable {

  private final Map<ModelName, Entry> entries;
  private Optional<Map<ModelName, Entry>> snapshot = Optional.empty();

  // Both are made when they are first needed, which most commands never do.
  private Optional<Map<Sha256, Set<ModelName>>> byContent = Optional.empty();
  private Optional<Map<Long, Set<ModelName>>> byFingerprint = Optional.empty();

  RecordTable(Map<ModelName, Entry> entries) {
    this.entries = new LinkedHashMap<>(entries);
  }

  /** All of them as they are now; what is changed later does not show in it. */
  synchronized Map<ModelName, Entry> snapshot() {
    if (snapshot.isEmpty()) {
      snapshot = Optional.of(Collections.unmodifiableMap(new LinkedHashMap<>(entries)));
    }
    return snapshot.get();
  }

  synchronized Optional<Entry> find(ModelName name) {
    return Optional.ofNullable(entries.get(name));
  }

  synchronized boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Adds an entry, or puts it in the place of the one of its name. */
  synchronized void put(Entry entry) {
    remove(entry.name(), false);
    entries.put(entry.name(), entry);
    byContent.ifPresent(index -> addContents(index, entry));
    byFingerprint.ifPresent(index -> addFingerprints(index, entry));
    snapshot = Optional.empty();
  }

  /** Adds an entry, unless there is one of its name. */
  synchronized void putIfAbsent(Entry entry) {
    if (!entries.containsKey(entry.name())) {
      put(entry);
    }
  }

  synchronized void remove(ModelName name) {
    remove(name, true);
  }

  private void remove(ModelName name, boolean forGood) {
    Entry entry = entries.get(name);
    if (entry == null) {
      return;
    }
    byContent.ifPresent(index -> contents(entry).forEach(content -> take(index, content, name)));
    byFingerprint.ifPresent(
        index -> fingerprints(entry).forEach(print -> take(index, key(print), name)));
    if (forGood) {
      entries.remove(name);
    }
    snapshot = Optional.empty();
  }

  /** All that is recorded of some content, shown or kept. */
  synchronized List<Version> known(Sha256 content) {
    if (byContent.isEmpty()) {
      Map<Sha256, Set<ModelName>> index = new HashMap<>();
      entries.values().forEach(entry -> addContents(index, entry));
      byContent = Optional.of(index);
    }
    List<Version> known = new ArrayList<>();
    for (ModelName name : byContent.get().getOrDefault(content, Set.of())) {
      Entry entry = entries.get(name);
      if (entry == null) {
        continue;
      }
      if (entry.sha256().equals(content)) {
        known.add(entry.asVersion());
      }
      entry.former().stream().filter(it -> it.sha256().equals(content)).forEach(known::add);
    }
    return known;
  }

  /** Puts the new fingerprint in the place of the old one; says whether any entry had it. */
  synchronized boolean restamp(List<FingerprintChange> restamps) {
    boolean changed = false;
    for (FingerprintChange restamp : restamps) {
      for (ModelName name : List.copyOf(holding(restamp.before()))) {
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

  /** Names of entries that may hold a fingerprint. */
  private Set<ModelName> holding(Fingerprint fingerprint) {
    if (byFingerprint.isEmpty()) {
      Map<Long, Set<ModelName>> index = new HashMap<>();
      entries.values().forEach(entry -> addFingerprints(index, entry));
      byFingerprint = Optional.of(index);
    }
    return byFingerprint.get().getOrDefault(key(fingerprint), Set.of());
  }

  private static Entry restamped(Entry entry, FingerprintChange restamp) {
    Entry shown =
        restamp.before().equals(entry.fingerprint()) ? entry.restamped(restamp.after()) : entry;
    return shown.former(
        shown.former().stream()
            .map(
                version ->
                    version.fingerprint().equals(restamp.before())
                        ? version.restamped(restamp.after())
                        : version)
            .toList());
  }

  private static void addContents(Map<Sha256, Set<ModelName>> index, Entry entry) {
    contents(entry).forEach(content -> add(index, content, entry.name()));
  }

  private static void addFingerprints(Map<Long, Set<ModelName>> index, Entry entry) {
    fingerprints(entry).forEach(print -> add(index, key(print), entry.name()));
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

  private static List<Fingerprint> fingerprints(Entry entry) {
    if (entry.former().isEmpty()) {
      return List.of(entry.fingerprint());
    }
    List<Fingerprint> fingerprints = new ArrayList<>();
    fingerprints.add(entry.fingerprint());
    entry.former().forEach(version -> fingerprints.add(version.fingerprint()));
    return fingerprints;
  }

  /** Few files have the same one. */
  private static long key(Fingerprint fingerprint) {
    return 31 * fingerprint.inode() + fingerprint.ctime();
  }

  private static <K> void add(Map<K, Set<ModelName>> index, K key, ModelName name) {
    Set<ModelName> present = index.get(key);
    if (present == null) {
      // A set of one costs the least, and most are.
      index.put(key, Set.of(name));
    } else if (!present.contains(name)) {
      Set<ModelName> more = present.size() == 1 ? new LinkedHashSet<>(present) : present;
      more.add(name);
      index.put(key, more);
    }
  }

  private static <K> void take(Map<K, Set<ModelName>> index, K key, ModelName name) {
    Set<ModelName> present = index.get(key);
    if (present == null || !present.contains(name)) {
      return;
    }
    if (present.size() == 1) {
      index.remove(key);
    } else {
      // A set that has become one of one is made anew when it grows.
      present.remove(name);
    }
  }
}

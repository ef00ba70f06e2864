package org.pumaguard.models.domain.fake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.pumaguard.models.domain.model.FingerprintChange;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheRegistry;

/**
 * Records in memory. Each instance stands for a process: its changes are pending until {@link
 * #flush}, which applies them to the {@link File} that instances share. Safe for use by many
 * threads.
 */
public final class InMemoryCacheRegistry implements CacheRegistry {

  private final File file;
  private final List<Change> pending = new ArrayList<>();

  /** The records of a process. */
  public InMemoryCacheRegistry(File file) {
    this.file = file;
  }

  @Override
  public Map<ModelName, Entry> entries() {
    synchronized (file) {
      return Collections.unmodifiableMap(table());
    }
  }

  @Override
  public Optional<String> trouble() {
    synchronized (file) {
      return table().isEmpty() ? file.trouble : Optional.empty();
    }
  }

  @Override
  public void record(Entry entry) {
    change(
        true,
        table -> table.merge(entry.name(), entry, (before, now) -> now.pinned(before.pinned())));
  }

  @Override
  public void update(ModelName name, UnaryOperator<Entry> change) {
    change(true, table -> table.computeIfPresent(name, (key, entry) -> change.apply(entry)));
  }

  @Override
  public void note(ModelName name, UnaryOperator<Entry> change) {
    change(false, table -> table.computeIfPresent(name, (key, entry) -> change.apply(entry)));
  }

  @Override
  public void restore(Collection<Entry> entries) {
    List<Entry> restored = List.copyOf(entries);
    change(false, table -> restored.forEach(entry -> table.putIfAbsent(entry.name(), entry)));
  }

  @Override
  public void forget(ModelName name) {
    change(true, table -> table.remove(name));
  }

  @Override
  public void restamp(List<FingerprintChange> restamps) {
    if (!restamps.isEmpty()) {
      change(true, table -> table.replaceAll((name, entry) -> restamped(entry, restamps)));
    }
  }

  @Override
  public Sizes sizes() {
    return new LearntSizes();
  }

  @Override
  public void flush() throws IOException {
    synchronized (file) {
      if (pending.isEmpty()) {
        return;
      }
      if (file.isReadOnly) {
        if (pending.stream().anyMatch(Change::isNeeded)) {
          throw new IOException("Read-only file system");
        }
      } else {
        Map<ModelName, Entry> table = table();
        Map<Sha256, Size> sizes = sizeTable();
        file.entries.clear();
        file.entries.putAll(table);
        file.sizes.clear();
        file.sizes.putAll(sizes);
        file.trouble = Optional.empty();
        file.writes++;
      }
      pending.clear();
    }
  }

  private void change(boolean isNeeded, Consumer<Map<ModelName, Entry>> action) {
    change(new Change(isNeeded, action, sizes -> {}));
  }

  private void change(Change change) {
    synchronized (file) {
      pending.add(change);
    }
  }

  private Map<Sha256, Size> sizeTable() {
    Map<Sha256, Size> table = new LinkedHashMap<>(file.sizes);
    pending.forEach(change -> change.onSizes().accept(table));
    return table;
  }

  private Map<ModelName, Entry> table() {
    Map<ModelName, Entry> table = new LinkedHashMap<>(file.entries);
    pending.forEach(change -> change.action().accept(table));
    return table;
  }

  private static Entry restamped(Entry entry, List<FingerprintChange> restamps) {
    Entry result = entry;
    for (FingerprintChange restamp : restamps) {
      if (result.fingerprint().equals(restamp.before())) {
        result = result.restamped(restamp.after());
      }
      result =
          result.former(
              result.former().stream()
                  .map(
                      version ->
                          version.fingerprint().equals(restamp.before())
                              ? version.restamped(restamp.after())
                              : version)
                  .toList());
    }
    return result;
  }

  /** The lengths, in the same file. */
  private final class LearntSizes implements Sizes {

    @Override
    public Optional<Size> find(Sha256 content) {
      synchronized (file) {
        return Optional.ofNullable(sizeTable().get(content));
      }
    }

    @Override
    public void learn(Sha256 content, Size size) {
      change(
          table ->
              table.merge(
                  content,
                  size,
                  (before, now) -> before.isEstimate() || !now.isEstimate() ? now : before));
    }

    @Override
    public void retain(Predicate<Sha256> needed) {
      change(table -> table.keySet().removeIf(needed.negate()));
    }

    private void change(Consumer<Map<Sha256, Size>> action) {
      InMemoryCacheRegistry.this.change(new Change(false, entries -> {}, action));
    }
  }

  /** The file of the records of one cache directory. */
  public static final class File {

    private final Map<ModelName, Entry> entries = new LinkedHashMap<>();
    private final Map<Sha256, Size> sizes = new LinkedHashMap<>();
    private Optional<String> trouble = Optional.empty();
    private boolean isReadOnly;
    private int writes;

    /** Deletes all records; a reader is told why, or nothing if the file is just absent. */
    public synchronized void lose(Optional<String> why) {
      entries.clear();
      sizes.clear();
      trouble = why;
    }

    /** Refuses to write what is needed. */
    public synchronized void makeReadOnly() {
      isReadOnly = true;
    }

    /** How many times it was written. */
    public synchronized int writes() {
      return writes;
    }
  }

  /**
   * A change that is not yet in the file.
   *
   * @param isNeeded whether it is an error if it never gets there
   */
  private record Change(
      boolean isNeeded,
      Consumer<Map<ModelName, Entry>> action,
      Consumer<Map<Sha256, Size>> onSizes) {}
}

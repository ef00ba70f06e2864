package org.pumaguard.models.filesystem.records;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.pumaguard.models.domain.model.FingerprintChange;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.FileStamp;
import org.pumaguard.models.filesystem.lock.RegistryLock;

/**
 * The cache registry as a JSON file. Changes are collected in memory and merged into the current
 * file under a lock: at {@link #flush}, and before that as {@link WriteThrottle} permits, so that
 * recording many models does not rewrite a long file each time. Content of the file that is unknown
 * to this version is preserved. Thread-safe.
 */
public final class JsonCacheRegistry implements CacheRegistry {

  private static final Duration MAX_UNWRITTEN = Duration.ofSeconds(2);

  private final CacheRegistryFile file;
  private final RegistryLock lock;
  private final Clock clock;
  private final WriteThrottle throttle = new WriteThrottle();
  private final List<Change> pending = new ArrayList<>();

  private final Sizes sizes = new LearntSizes();

  private volatile Snapshot snapshot = new Snapshot(Optional.empty(), new RecordTable(), false);
  private CacheRegistryJson onDisk = CacheRegistryJson.empty();

  public JsonCacheRegistry(CacheLayout layout, CacheLock locks, Progress progress, Clock clock) {
    this.file = new CacheRegistryFile(layout, progress);
    this.lock = new RegistryLock(locks);
    this.clock = clock;
  }

  @Override
  public synchronized Map<ModelName, Entry> entries() {
    return currentTable().snapshot();
  }

  /** Does not block while the file is unchanged, not even on a concurrent write. */
  @Override
  public Optional<Entry> find(ModelName name) {
    Snapshot latest = snapshot;
    if (latest.isOf(file.stamp())) {
      return latest.table().find(name);
    }
    synchronized (this) {
      return currentTable().find(name);
    }
  }

  @Override
  public synchronized List<Version> known(Sha256 content) {
    return currentTable().known(content);
  }

  @Override
  public Sizes sizes() {
    return sizes;
  }

  /** The table, read again if the file has changed. */
  private RecordTable currentTable() {
    Optional<FileStamp> now = file.stamp();
    if (!snapshot.isOf(now)) {
      onDisk = file.read();
      snapshot = new Snapshot(now, withPending(onDisk), true);
    }
    return snapshot.table();
  }

  @Override
  public void record(Entry entry) throws IOException {
    apply(
        new Change(
            table ->
                table.put(
                    table
                        .find(entry.name())
                        .map(before -> entry.pinned(before.pinned()))
                        .orElse(entry)),
            true));
    flushIfDue();
  }

  @Override
  public void update(ModelName name, UnaryOperator<Entry> change) throws IOException {
    apply(new Change(updating(name, change), true));
    flushIfDue();
  }

  @Override
  public void note(ModelName name, UnaryOperator<Entry> change) {
    apply(new Change(updating(name, change), false));
  }

  @Override
  public void restore(Collection<Entry> entries) {
    List<Entry> restored = List.copyOf(entries);
    apply(new Change(table -> restored.forEach(table::putIfAbsent), false));
  }

  private static Action updating(ModelName name, UnaryOperator<Entry> change) {
    return table -> table.find(name).map(change).ifPresent(table::put);
  }

  @Override
  public void forget(ModelName name) throws IOException {
    apply(new Change(table -> table.remove(name), true));
    flushIfDue();
  }

  @Override
  public synchronized void restamp(List<FingerprintChange> restamps) {
    if (currentTable().restamp(restamps)) {
      pending.add(new Change(table -> table.restamp(restamps), true));
    }
  }

  @Override
  public synchronized Optional<String> trouble() {
    return currentTable().isEmpty() ? file.problem() : Optional.empty();
  }

  @Override
  public synchronized void flush() throws IOException {
    if (pending.isEmpty()) {
      return;
    }
    long begin = System.nanoTime();
    try {
      merge();
    } catch (IOException e) {
      if (pending.stream().anyMatch(Change::isRequired)) {
        throw e;
      }
    } finally {
      throttle.wrote(begin);
    }
    pending.clear();
  }

  /**
   * The table as it was last read. Changes that are not written yet are merged into the file as it
   * is then, so they need no other one.
   */
  private RecordTable knownTable() {
    return snapshot.wasRead() ? snapshot.table() : currentTable();
  }

  private synchronized void apply(Change change) {
    change.action().apply(knownTable());
    pending.add(change);
  }

  private synchronized void flushIfDue() throws IOException {
    if (throttle.isDue()) {
      flush();
    }
  }

  /** Merges the pending changes into the file as it is now. */
  private void merge() throws IOException {
    try (CacheLock.Held held = lock.acquire()) {
      RecordTable current = snapshot.table();
      if (!snapshot.wasRead() || !file.hasBytes(onDisk.text())) {
        onDisk = file.read();
        current = withPending(onDisk);
      }
      CacheRegistryJson next =
          onDisk.with(
              current.records(), current.sizes(), clock.instant().truncatedTo(ChronoUnit.SECONDS));
      file.replace(next);
      onDisk = next;
      snapshot = new Snapshot(file.stamp(), current, true);
    }
  }

  private RecordTable withPending(CacheRegistryJson document) {
    RecordTable table = new RecordTable(document);
    pending.forEach(change -> change.action().apply(table));
    return table;
  }

  /**
   * The lengths. They are written with the next record; during a long fetch earlier, so that they
   * survive its interruption.
   */
  private final class LearntSizes implements Sizes {

    @Override
    public Optional<Size> find(Sha256 content) {
      synchronized (JsonCacheRegistry.this) {
        return knownTable().sizes().find(content);
      }
    }

    @Override
    public void learn(Sha256 content, Size size) {
      synchronized (JsonCacheRegistry.this) {
        if (isNews(find(content), size)) {
          apply(new Change(table -> table.sizes().put(content, size), false));
        }
        if (!pending.isEmpty() && pending.get(0).age() > MAX_UNWRITTEN.toNanos()) {
          write();
        }
      }
    }

    /** An estimate says nothing of content whose length is known. */
    private boolean isNews(Optional<Size> known, Size size) {
      return known.isEmpty()
          || (!known.get().isSameAs(size) && (known.get().isEstimate() || !size.isEstimate()));
    }

    @Override
    public void retain(Predicate<Sha256> needed) {
      synchronized (JsonCacheRegistry.this) {
        if (!currentTable().sizes().isNeeded(needed)) {
          apply(new Change(table -> table.sizes().retain(needed), false));
        }
      }
    }

    private void write() {
      try {
        flushIfDue();
      } catch (IOException e) {
        // Another pending change could not be written; the next flush reports that.
        return;
      }
    }
  }

  /**
   * A change that is not yet written.
   *
   * @param isRequired whether a failure to write it is an error
   * @param since by {@link System#nanoTime}
   */
  private record Change(Action action, boolean isRequired, long since) {

    Change(Action action, boolean isRequired) {
      this(action, isRequired, System.nanoTime());
    }

    long age() {
      return System.nanoTime() - since;
    }
  }

  /**
   * The records as of one state of the file, with the pending changes.
   *
   * @param file its stamp; empty if it was missing
   * @param wasRead false before the first read
   */
  private record Snapshot(Optional<FileStamp> file, RecordTable table, boolean wasRead) {
    boolean isOf(Optional<FileStamp> now) {
      return wasRead && file.equals(now);
    }
  }

  /** Modifies a table in place. */
  private interface Action {
    void apply(RecordTable table);
  }
}

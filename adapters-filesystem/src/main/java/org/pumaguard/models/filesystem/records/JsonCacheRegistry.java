package org.pumaguard.models.filesystem.records;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FingerprintChange;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.DurableFiles;
import org.pumaguard.models.filesystem.disk.FileAttributes;
import org.pumaguard.models.filesystem.disk.Folders;
import org.pumaguard.models.filesystem.lock.RegistryLock;

/**
 * The cache registry as a JSON file. Changes are kept in memory and folded into the file, as it
 * then is, under a lock: when they are flushed, and before that at most once a second, and less
 * often the longer it takes, so that many models do not mean many writes of a long file. What this
 * version does not understand in the file survives. Where there is none yet, what PumaGuard's
 * Python code has left is taken over.
 */
public final class JsonCacheRegistry implements CacheRegistry {

  private static final Duration WRITE_EVERY = Duration.ofSeconds(1);

  /** Of the time that work takes, at most this part goes into writing what it changes. */
  private static final int SHARE_OF_WRITES = 20;

  private static final String REMEDY =
      "it is made anew from what is on disk, but pins and kept versions are forgotten";

  private final CacheLayout layout;
  private final RegistryLock lock;
  private final Progress progress;
  private final Clock clock;
  private final List<Change> pending = new ArrayList<>();

  private volatile Look look = new Look(Optional.empty(), new RecordTable(Map.of()), false);
  private CacheRegistryJson onDisk = CacheRegistryJson.empty();
  private Optional<String> trouble = Optional.empty();
  private boolean damaged;
  private boolean fromPython;
  private long lastWrite;
  private long pause = WRITE_EVERY.toNanos();

  public JsonCacheRegistry(CacheLayout layout, CacheLock locks, Progress progress, Clock clock) {
    this.layout = layout;
    this.lock = new RegistryLock(locks);
    this.progress = progress;
    this.clock = clock;
    // The first change is written at once, so that a cache is never seen without its registry.
    this.lastWrite = System.nanoTime() - 2 * WRITE_EVERY.toNanos();
  }

  @Override
  public synchronized Map<ModelName, Entry> entries() {
    return upToDate().snapshot();
  }

  /** Waits for no other thread while the file is as it was, not even for one that writes it. */
  @Override
  public Optional<Entry> find(ModelName name) {
    Look latest = look;
    if (latest.isOf(fingerprint())) {
      return latest.table().find(name);
    }
    synchronized (this) {
      return upToDate().find(name);
    }
  }

  @Override
  public synchronized List<Version> known(Sha256 content) {
    return upToDate().known(content);
  }

  private RecordTable upToDate() {
    Optional<Fingerprint> now = fingerprint();
    if (!look.isOf(now)) {
      onDisk = read();
      look = new Look(now, withPending(onDisk), true);
    }
    return look.table();
  }

  @Override
  public void record(Entry entry) throws IOException {
    change(
        new Change(
            table ->
                table.put(
                    table
                        .find(entry.name())
                        .map(before -> entry.pinned(before.pinned()))
                        .orElse(entry)),
            true));
    flushNowAndThen();
  }

  @Override
  public void update(ModelName name, UnaryOperator<Entry> change) throws IOException {
    change(new Change(changing(name, change), true));
    flushNowAndThen();
  }

  @Override
  public void note(ModelName name, UnaryOperator<Entry> change) {
    change(new Change(changing(name, change), false));
  }

  @Override
  public void restore(Collection<Entry> entries) {
    List<Entry> made = List.copyOf(entries);
    change(new Change(table -> made.forEach(table::putIfAbsent), false));
  }

  private static Action changing(ModelName name, UnaryOperator<Entry> change) {
    return table -> table.find(name).map(change).ifPresent(table::put);
  }

  @Override
  public void forget(ModelName name) throws IOException {
    change(new Change(table -> table.remove(name), true));
    flushNowAndThen();
  }

  @Override
  public synchronized void restamp(List<FingerprintChange> restamps) {
    if (upToDate().restamp(restamps)) {
      pending.add(new Change(table -> table.restamp(restamps), true));
    }
  }

  @Override
  public synchronized Optional<String> trouble() {
    return upToDate().isEmpty() ? trouble : Optional.empty();
  }

  @Override
  public synchronized void flush() throws IOException {
    if (pending.isEmpty()) {
      return;
    }
    long begin = System.nanoTime();
    try {
      fold();
    } catch (IOException e) {
      if (pending.stream().anyMatch(Change::needed)) {
        throw e;
      }
    } finally {
      lastWrite = System.nanoTime();
      pause = Math.max(WRITE_EVERY.toNanos(), SHARE_OF_WRITES * (lastWrite - begin));
    }
    pending.clear();
  }

  private synchronized void change(Change change) {
    change.action().apply(upToDate());
    pending.add(change);
  }

  private synchronized void flushNowAndThen() throws IOException {
    if (System.nanoTime() - lastWrite > pause) {
      flush();
    }
  }

  private void fold() throws IOException {
    try (CacheLock.Held held = lock.acquire()) {
      RecordTable current = look.table();
      if (!isAsItWas()) {
        onDisk = read();
        current = withPending(onDisk);
      }
      CacheRegistryJson next =
          onDisk.with(current.snapshot(), clock.instant().truncatedTo(ChronoUnit.SECONDS));
      Folders.make(layout, layout.root());
      keepDamaged();
      DurableFiles.replace(layout, layout.cacheRegistry(), next.text());
      retirePython();
      onDisk = next;
      look = new Look(fingerprint(), current, true);
    }
  }

  /** By its bytes, since files that are replaced in quick succession may look the same. */
  private boolean isAsItWas() {
    try {
      return look.isReal() && Arrays.equals(bytes(layout.cacheRegistry()), onDisk.text());
    } catch (IOException e) {
      return false;
    }
  }

  private CacheRegistryJson read() {
    boolean looked = look.isReal();
    try {
      CacheRegistryJson found = CacheRegistryJson.parse(bytes(layout.cacheRegistry()));
      if (!found.namesModels() && hasBlobs()) {
        warn("says nothing of models; " + REMEDY);
      }
      return found.inUtc(ZoneId.systemDefault());
    } catch (NoSuchFileException e) {
      if (FileAttributes.isObstructed(layout.cacheRegistry())) {
        warn("is no file, so that nothing can be recorded; move it away");
      } else if (!looked && hasBlobs()) {
        warn("is not there, lost or not yet written; " + REMEDY);
      }
      return python();
    } catch (AccessDeniedException e) {
      warn("can't be read; files are read instead");
    } catch (IOException | IllegalArgumentException e) {
      damaged = fingerprint().isPresent();
      warn("is damaged; " + REMEDY);
    }
    return CacheRegistryJson.empty();
  }

  /** Whether there is something that was recorded, or is about to be. */
  private boolean hasBlobs() {
    if (!Files.isDirectory(layout.blobs(), LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (Stream<Path> folders = Files.list(layout.blobs())) {
      return folders.findAny().isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /** What Python has left; a corrupt file of it is harmless. */
  private CacheRegistryJson python() {
    try {
      Optional<CacheRegistryJson> found =
          CacheRegistryJson.takenOver(bytes(layout.pythonRegistry()), ZoneId.systemDefault());
      fromPython = true;
      return found.orElse(CacheRegistryJson.empty());
    } catch (IOException e) {
      return CacheRegistryJson.empty();
    }
  }

  /** The new one is durable: the old one goes where it is in nobody's way, but is kept. */
  private void retirePython() throws IOException {
    if (fromPython) {
      fromPython = false;
      if (FileAttributes.fingerprint(layout.pythonRegistry()).isPresent()) {
        Folders.setAside(layout, layout.pythonRegistry());
      }
    }
  }

  /** The bytes of a regular file; anything else is as if there were nothing. */
  private static byte[] bytes(Path file) throws IOException {
    if (FileAttributes.fingerprint(file).isEmpty()) {
      throw new NoSuchFileException(file.toString());
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return in.readAllBytes();
    }
  }

  private void warn(String what) {
    if (trouble.isEmpty()) {
      trouble = Optional.of("it " + what);
      progress.warn("the cache registry " + layout.cacheRegistry() + " " + what);
    }
  }

  /** For whoever wants to know what was in it. */
  private void keepDamaged() throws IOException {
    if (damaged) {
      Folders.make(layout, layout.aside());
      Files.copy(
          layout.cacheRegistry(),
          layout.aside().resolve("model-registry.json"),
          StandardCopyOption.REPLACE_EXISTING,
          LinkOption.NOFOLLOW_LINKS);
      damaged = false;
    }
  }

  private Optional<Fingerprint> fingerprint() {
    try {
      return FileAttributes.fingerprint(layout.cacheRegistry());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private RecordTable withPending(CacheRegistryJson document) {
    RecordTable table = new RecordTable(document.entries());
    pending.forEach(change -> change.action().apply(table));
    return table;
  }

  /**
   * A change that is not yet on disk.
   *
   * @param needed whether it is an error if it never gets there
   */
  private record Change(Action action, boolean needed) {}

  /**
   * What was seen when the file was last read.
   *
   * @param isReal whether it was read at all
   */
  private record Look(Optional<Fingerprint> file, RecordTable table, boolean isReal) {
    boolean isOf(Optional<Fingerprint> now) {
      return isReal && file.equals(now);
    }
  }

  /** Changes entries in place. */
  private interface Action {
    void apply(RecordTable table);
  }
}

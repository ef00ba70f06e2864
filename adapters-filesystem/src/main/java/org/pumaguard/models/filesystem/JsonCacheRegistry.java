package org.pumaguard.models.filesystem;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.Progress;

/**
 * The cache registry as a JSON file. Changes are kept in memory and folded into the file, as it
 * then is, under a lock: at most once a second and when they are flushed, so that many models do
 * not mean many writes of a long file. What this version does not understand in the file survives.
 */
final class JsonCacheRegistry implements CacheRegistry {

  private static final Duration WRITE_EVERY = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final CacheLock.Key LOCK = new CacheLock.Key("cache-registry");

  private final StoreLayout layout;
  private final CacheLock locks;
  private final Progress progress;
  private final Clock clock;
  private final List<Change> pending = new ArrayList<>();

  private Optional<Fingerprint> seen = Optional.empty();
  private CacheRegistryJson onDisk = CacheRegistryJson.empty();
  private Map<ModelName, Entry> current = Map.of();
  private Optional<String> trouble = Optional.empty();
  private boolean lookedBefore;
  private boolean damaged;
  private long lastWrite;

  JsonCacheRegistry(StoreLayout layout, CacheLock locks, Progress progress, Clock clock) {
    this.layout = layout;
    this.locks = locks;
    this.progress = progress;
    this.clock = clock;
    // The first change is written at once, so that a cache is never seen without its registry.
    this.lastWrite = System.nanoTime() - 2 * WRITE_EVERY.toNanos();
  }

  @Override
  public synchronized Map<ModelName, Entry> entries() {
    Optional<Fingerprint> now = fingerprint();
    if (!now.equals(seen) || now.isEmpty()) {
      onDisk = read();
      seen = now;
      current = withPending(onDisk.entries());
    }
    return current;
  }

  @Override
  public void record(Entry entry) throws IOException {
    change(
        new Change(
            entries ->
                entries.merge(entry.name(), entry, (before, now) -> now.pinned(before.pinned())),
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

  private static Action changing(ModelName name, UnaryOperator<Entry> change) {
    return entries -> entries.computeIfPresent(name, (same, entry) -> change.apply(entry));
  }

  @Override
  public void forget(ModelName name) throws IOException {
    change(new Change(entries -> entries.remove(name), true));
    flushNowAndThen();
  }

  @Override
  public void restamp(List<ContentStore.Restamp> restamps) {
    if (entries().values().stream().anyMatch(entry -> isAmong(restamps, entry))) {
      change(
          new Change(
              entries -> entries.replaceAll((name, entry) -> restamped(entry, restamps)), true));
    }
  }

  @Override
  public synchronized Optional<String> trouble() {
    return entries().isEmpty() ? trouble : Optional.empty();
  }

  @Override
  public synchronized void flush() throws IOException {
    if (pending.isEmpty()) {
      return;
    }
    try {
      fold();
    } catch (IOException e) {
      if (pending.stream().anyMatch(Change::needed)) {
        throw e;
      }
    }
    pending.clear();
    lastWrite = System.nanoTime();
  }

  private synchronized void change(Change change) {
    Map<ModelName, Entry> changed = new LinkedHashMap<>(entries());
    change.action().apply(changed);
    pending.add(change);
    current = changed;
  }

  private synchronized void flushNowAndThen() throws IOException {
    if (System.nanoTime() - lastWrite > WRITE_EVERY.toNanos()) {
      flush();
    }
  }

  @SuppressWarnings("try") // The lock is held, not used.
  private void fold() throws IOException {
    try (CacheLock.Held held = lock()) {
      CacheRegistryJson latest = read();
      Map<ModelName, Entry> entries = withPending(latest.entries());
      CacheRegistryJson next =
          latest.with(entries, clock.instant().truncatedTo(ChronoUnit.SECONDS));
      byte[] text =
          JSON.std
              .with(JSON.Feature.PRETTY_PRINT_OUTPUT, JSON.Feature.WRITE_NULL_PROPERTIES)
              .asString(next.tree())
              .concat("\n")
              .getBytes(StandardCharsets.UTF_8);
      Disk.makeFolders(layout, layout.root());
      keepDamaged();
      Disk.replace(layout, layout.cacheRegistry(), text);
      onDisk = next;
      current = entries;
      seen = fingerprint();
    }
  }

  private CacheLock.Held lock() throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<CacheLock.Held> held = locks.tryAcquire(LOCK, CacheLock.Mode.EXCLUSIVE);
      if (held.isPresent()) {
        return held.get();
      }
      if (System.nanoTime() > deadline) {
        throw new IOException("another process holds the lock on the cache registry");
      }
      pause();
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private CacheRegistryJson read() {
    boolean looked = lookedBefore;
    lookedBefore = true;
    try {
      return CacheRegistryJson.parse(text());
    } catch (NoSuchFileException | NotDirectoryException e) {
      if (!looked && Files.isDirectory(layout.blobs(), LinkOption.NOFOLLOW_LINKS)) {
        warn("is lost; it is made anew from what is on disk");
      }
    } catch (AccessDeniedException e) {
      warn("can't be read; files are read instead");
    } catch (IOException | IllegalArgumentException e) {
      damaged = Files.isRegularFile(layout.cacheRegistry(), LinkOption.NOFOLLOW_LINKS);
      warn("is damaged; it is made anew from what is on disk");
    }
    return CacheRegistryJson.empty();
  }

  private String text() throws IOException {
    try (InputStream in = Files.newInputStream(layout.cacheRegistry(), LinkOption.NOFOLLOW_LINKS)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (FileSystemException e) {
      throw "Not a directory".equals(e.getReason())
          ? new NotDirectoryException(String.valueOf(e.getFile()))
          : e;
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
      Disk.makeFolders(layout, layout.aside());
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
      return Disk.fingerprint(layout.cacheRegistry());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Map<ModelName, Entry> withPending(Map<ModelName, Entry> entries) {
    Map<ModelName, Entry> changed = new LinkedHashMap<>(entries);
    pending.forEach(change -> change.action().apply(changed));
    return changed;
  }

  private static boolean isAmong(List<ContentStore.Restamp> restamps, Entry entry) {
    return !restamped(entry, restamps).equals(entry);
  }

  private static Entry restamped(Entry entry, List<ContentStore.Restamp> restamps) {
    Entry restamped = entry;
    for (ContentStore.Restamp restamp : restamps) {
      if (restamp.before().equals(entry.fingerprint())) {
        restamped = restamped.restamped(restamp.after());
      }
      if (restamped.former().stream().anyMatch(it -> it.fingerprint().equals(restamp.before()))) {
        restamped =
            restamped.former(
                restamped.former().stream()
                    .map(
                        version ->
                            version.fingerprint().equals(restamp.before())
                                ? version.restamped(restamp.after())
                                : version)
                    .toList());
      }
    }
    return restamped;
  }

  /**
   * A change that is not yet on disk.
   *
   * @param needed whether it is an error if it never gets there
   */
  private record Change(Action action, boolean needed) {}

  /** Changes entries in place. */
  private interface Action {
    void apply(Map<ModelName, Entry> entries);
  }
}

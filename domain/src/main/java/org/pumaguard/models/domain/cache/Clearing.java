package org.pumaguard.models.domain.cache;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.Progress;

/** Removes what the cache holds, and nothing else. */
@SuppressWarnings("try") // What is held in a try statement is there to be closed, not to be used.
final class Clearing {

  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final CacheParts parts;
  private final boolean dryRun;
  private final Cancellation cancellation = new Cancellation();

  Clearing(CacheParts parts, boolean dryRun) {
    this.parts = parts;
    this.dryRun = dryRun;
  }

  /** Removes these models and their partials; content that another model shares stays. */
  List<Cleared> models(Set<ModelName> names, Set<Sha256> partials) throws IOException {
    if (dryRun) {
      return remove(names, partials, false);
    }
    try (CacheLock.Held held = lock()) {
      return remove(names, partials, false);
    }
  }

  /** Removes everything that the cache made. */
  List<Cleared> everything() throws IOException {
    if (dryRun) {
      return removeEverything();
    }
    try (CacheLock.Held held = lock()) {
      return removeEverything();
    }
  }

  private List<Cleared> removeEverything() throws IOException {
    return remove(records().entries().keySet(), store().partials(), true);
  }

  private List<Cleared> remove(Set<ModelName> names, Set<Sha256> partials, boolean orphans)
      throws IOException {
    List<Cleared> cleared = new ArrayList<>();
    Set<ModelName> gone = new HashSet<>();
    for (ModelName name : names) {
      Optional<CacheRegistry.Entry> entry = records().find(name);
      if (entry.isPresent()) {
        cleared.add(remove(entry.get(), gone));
      }
    }
    for (Sha256 partial : partials) {
      Optional<Fingerprint> found = store().onItsWay(partial);
      if (found.isPresent()) {
        if (!dryRun) {
          store().discardPartial(partial);
        }
        cleared.add(new Cleared("partial " + partial, found.get().size(), Optional.empty()));
      }
    }
    if (orphans) {
      removeOrphans(cleared, gone);
    }
    if (!dryRun) {
      records().flush();
    }
    return cleared;
  }

  private Cleared remove(CacheRegistry.Entry entry, Set<ModelName> gone) throws IOException {
    ModelName name = entry.name();
    Optional<Fingerprint> visible = store().visible(name);
    if (visible.isPresent() && !isOurs(entry, visible.get())) {
      return new Cleared(
          name.value(), 0, Optional.of("it was changed since this cache put it there"));
    }
    gone.add(name);
    boolean shared =
        records().entries().values().stream()
            .anyMatch(
                other -> other.sha256().equals(entry.sha256()) && !gone.contains(other.name()));
    Optional<Fingerprint> stored = store().stored(entry.sha256());
    long bytes = shared ? 0 : stored.or(() -> visible).map(Fingerprint::size).orElse(0L);
    if (!dryRun) {
      records().restamp(store().unpublish(name, entry.sha256()));
      if (entry.unpacked().isPresent()) {
        discardDirectory(entry.unpacked().get());
      }
      if (!shared && stored.isPresent()) {
        store().discard(entry.sha256());
      }
      records().forget(name);
    }
    return new Cleared(name.value(), bytes, Optional.empty());
  }

  private void discardDirectory(FileName directory) throws IOException {
    if (store().hasDirectory(directory)) {
      store().discardDirectory(directory);
    }
  }

  /** Content that no name shows: former versions, and what a killed process left. */
  private void removeOrphans(List<Cleared> cleared, Set<ModelName> gone) throws IOException {
    Set<Sha256> used = new HashSet<>();
    records()
        .entries()
        .values()
        .forEach(
            entry -> {
              if (!gone.contains(entry.name())) {
                used.add(entry.sha256());
              }
            });
    Set<Sha256> alreadyCounted = new HashSet<>();
    if (dryRun) {
      gone.forEach(
          name -> records().find(name).ifPresent(entry -> alreadyCounted.add(entry.sha256())));
    }
    for (Sha256 content : store().contents()) {
      if (used.contains(content) || alreadyCounted.contains(content)) {
        continue;
      }
      long bytes =
          dryRun
              ? store().stored(content).map(Fingerprint::size).orElse(0L)
              : store().discard(content);
      cleared.add(new Cleared("former content " + content, bytes, Optional.empty()));
    }
  }

  private boolean isOurs(CacheRegistry.Entry entry, Fingerprint visible) throws IOException {
    boolean unchanged = entry.fingerprint().equals(visible);
    boolean linked =
        store()
            .stored(entry.sha256())
            .filter(stored -> stored.inode() == visible.inode())
            .isPresent();
    return unchanged
        || linked
        || parts
            .shelf()
            .read(entry.name(), cancellation, Progress.none())
            .filter(entry.sha256()::equals)
            .isPresent();
  }

  private CacheLock.Held lock() throws IOException {
    Duration waited = Duration.ZERO;
    while (waited.compareTo(PATIENCE) < 0) {
      Optional<CacheLock.Held> held =
          parts.locks().tryAcquire(CacheLock.Key.COLLECTOR, CacheLock.Mode.EXCLUSIVE);
      if (held.isPresent()) {
        return held.get();
      }
      cancellation.sleep(POLL);
      waited = waited.plus(POLL);
    }
    throw new CacheException(
        CacheException.Kind.LOCKED,
        "another process is adding models to this cache",
        "try again when it has finished, or end it");
  }

  private ContentStore store() {
    return parts.shelf().store();
  }

  private CacheRegistry records() {
    return parts.shelf().records();
  }
}

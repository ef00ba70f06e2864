package org.pumaguard.models.domain.prune;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FingerprintChange;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.CacheView;
import org.pumaguard.models.domain.state.GcLock;
import org.pumaguard.models.domain.state.UnpackedDirectory;

/**
 * Takes single things out of the cache, or only looks whether they could be. The caller holds the
 * exclusive collector lock unless it only looks. First the name goes, then the record, last the
 * content: whoever is killed in between leaves a record without a file, or content without a
 * record, and both go at the next pruning.
 */
public final class Remover {

  private static final String CHANGED =
      "it was changed since this cache put it there; delete it yourself when you do not need it";

  private final CacheParts parts;
  private final boolean dryRun;
  private final Cancellation cancellation = new Cancellation();

  Remover(CacheParts parts, boolean dryRun) {
    this.parts = parts;
    this.dryRun = dryRun;
  }

  /**
   * Takes a model's name, what is unpacked of it, and its record away; its content stays stored.
   *
   * @param isShared whether other names may show the same content
   * @return what was left, and why
   */
  Eviction evict(CacheRegistry.Entry entry, boolean isShared) throws IOException {
    if (dryRun) {
      return parts.locks().isHeld(CacheLock.Key.lease(entry.sha256()))
          ? Eviction.IN_USE
          : eviction(entry);
    }
    Optional<CacheLock.Held> unused = unused(entry.sha256());
    if (unused.isEmpty()) {
      return Eviction.IN_USE;
    }
    try (CacheLock.Held held = unused.get()) {
      Eviction eviction = eviction(entry);
      if (eviction.isGone()) {
        take(entry, isShared, eviction.reason().isPresent());
      }
      return eviction;
    }
  }

  /** A file that was written into is also what is stored; one that was replaced is not. */
  private Eviction eviction(CacheRegistry.Entry entry) throws IOException {
    Optional<Fingerprint> visible = store().models().find(entry.name());
    if (visible.isEmpty() || isOurs(entry, visible.get())) {
      return new Eviction(true, Optional.empty());
    }
    boolean isStored =
        store()
            .blobs()
            .find(entry.sha256())
            .filter(stored -> stored.inode() == visible.get().inode())
            .isPresent();
    return new Eviction(!isStored, Optional.of(CHANGED));
  }

  private void take(CacheRegistry.Entry entry, boolean isShared, boolean isAnothers)
      throws IOException {
    Optional<UnpackedDirectory> directory =
        entry.unpacked().map(name -> new UnpackedDirectory(parts, entry.name(), name));
    if (directory.isPresent()) {
      // Without links the archive is nowhere but under the name.
      directory.get().adoptIfCopied(entry.sha256(), cancellation);
    }
    if (!isAnothers && store().models().find(entry.name()).isPresent()) {
      List<FingerprintChange> restamps = store().models().unpublish(entry.name(), entry.sha256());
      if (isShared) {
        records().restamp(restamps);
      }
    }
    if (directory.isPresent() && store().directories().exists(entry.unpacked().get())) {
      directory.get().drop();
    }
    try {
      records().forget(entry.name());
    } catch (IOException e) {
      // It is forgotten, only not yet on disk.
      return;
    }
  }

  /**
   * Deletes stored content, unless it is in use.
   *
   * @return whether it is gone
   */
  boolean discard(Sha256 content) throws IOException {
    if (dryRun) {
      return !parts.locks().isHeld(CacheLock.Key.lease(content));
    }
    Optional<CacheLock.Held> unused = unused(content);
    if (unused.isEmpty()) {
      return false;
    }
    try (CacheLock.Held held = unused.get()) {
      store().blobs().discard(content);
      return true;
    }
  }

  /**
   * Deletes content on its way, unless somebody is at work on it, who would have to hold locks that
   * do not exclude each other.
   *
   * @return whether it is gone
   */
  boolean discardPartial(Sha256 content) throws IOException {
    CacheLock.Key key = CacheLock.Key.of(content);
    if (dryRun) {
      return !parts.locks().isHeld(key);
    }
    Optional<CacheLock.Held> idle = parts.locks().tryAcquire(key, CacheLock.Mode.EXCLUSIVE);
    if (idle.isEmpty()) {
      return false;
    }
    try (CacheLock.Held held = idle.get()) {
      store().partials().discard(content);
      return true;
    }
  }

  private Optional<CacheLock.Held> unused(Sha256 content) throws IOException {
    return parts.locks().tryAcquire(CacheLock.Key.lease(content), CacheLock.Mode.EXCLUSIVE);
  }

  /** A link to stored content is no proof: who writes into the file in place changes both. */
  private boolean isOurs(CacheRegistry.Entry entry, Fingerprint visible) throws IOException {
    return entry.fingerprint().equals(visible)
        || entry.fingerprint().equals(CacheView.distrusted(visible))
        || hasContentOf(entry, visible);
  }

  private boolean hasContentOf(CacheRegistry.Entry entry, Fingerprint visible) throws IOException {
    try {
      Optional<Sha256> actual =
          parts
              .view()
              .read(entry.name(), cancellation, Progress.none())
              .map(CacheView.Reading::sha256);
      return actual.isPresent() && parts.view().isVersion(entry, actual.get(), visible);
    } catch (Content.Unreadable e) {
      return false;
    }
  }

  /**
   * What became of a model that was to go.
   *
   * @param isGone whether its name is the cache's no more
   * @param reason why its file was left, if it was
   */
  record Eviction(boolean isGone, Optional<String> reason) {
    static final Eviction IN_USE = new Eviction(false, Optional.of(GcLock.IN_USE));
  }

  private ContentStore store() {
    return parts.view().store();
  }

  private CacheRegistry records() {
    return parts.view().records();
  }
}

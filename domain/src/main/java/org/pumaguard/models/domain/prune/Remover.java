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
 * Removes single items of the cache; a dry run only checks whether they could be removed. Unless it
 * is a dry run, the caller holds the exclusive collector lock. The file is removed first, then the
 * record, then the content: a process that is killed in between leaves a record without a file, or
 * content without a record, which the next pruning removes.
 */
public final class Remover {

  private static final String CHANGED =
      "it was changed after the cache published it; delete it if it is not needed";

  private static final String RENEWED = "another process has just cached it";

  private final CacheParts parts;
  private final boolean dryRun;
  private final Cancellation cancellation = new Cancellation();

  Remover(CacheParts parts, boolean dryRun) {
    this.parts = parts;
    this.dryRun = dryRun;
  }

  /**
   * Removes a model's file, its unpacked directory and its record. Its content is kept.
   *
   * @param isShared whether other names may link to the same content
   */
  Eviction evict(CacheRegistry.Entry entry, boolean isShared) throws IOException {
    if (dryRun) {
      return parts.locks().isHeld(CacheLock.Key.lease(entry.sha256()))
          ? new Eviction.Kept(GcLock.IN_USE)
          : decide(entry);
    }
    Optional<CacheLock.Held> unused = unused(entry.sha256());
    if (unused.isEmpty()) {
      return new Eviction.Kept(GcLock.IN_USE);
    }
    try (CacheLock.Held held = unused.get()) {
      Eviction eviction = decide(entry);
      if (eviction.forgetsModel()) {
        remove(entry, isShared, eviction instanceof Eviction.FileKept);
      }
      return eviction;
    }
  }

  /** A file that was changed in place is the stored blob; a file that was replaced is not. */
  private Eviction decide(CacheRegistry.Entry entry) throws IOException {
    Optional<Fingerprint> visible = store().models().find(entry.name());
    if (visible.isPresent() && !isLatest(entry)) {
      return new Eviction.Kept(RENEWED);
    }
    if (visible.isEmpty() || isOurs(entry, visible.get())) {
      return new Eviction.Complete();
    }
    boolean isStored =
        store()
            .blobs()
            .find(entry.sha256())
            .filter(stored -> stored.inode() == visible.get().inode())
            .isPresent();
    return isStored ? new Eviction.Kept(CHANGED) : new Eviction.FileKept(CHANGED);
  }

  /** Whether no other process has published the model since the snapshot. */
  private boolean isLatest(CacheRegistry.Entry entry) {
    Optional<CacheRegistry.Entry> latest = records().find(entry.name());
    return latest.isEmpty() || latest.get().shown().cachedAt().equals(entry.cachedAt());
  }

  private void remove(CacheRegistry.Entry entry, boolean isShared, boolean keepFile)
      throws IOException {
    Optional<UnpackedDirectory> directory =
        entry.unpacked().map(name -> new UnpackedDirectory(parts, entry.name(), name));
    if (directory.isPresent()) {
      // Without hard links, the visible archive is the only copy of the content.
      directory.get().adoptIfCopied(entry.sha256(), cancellation);
    }
    if (!keepFile && store().models().find(entry.name()).isPresent()) {
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
      // The record is removed in memory, and from the disk by a later flush.
      return;
    }
  }

  /**
   * Deletes a blob, unless it is leased, or another process has recorded it meanwhile: where locks
   * do not work, models are added during a removal.
   *
   * @return whether it was deleted, or would be
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
      if (!records().known(content).isEmpty()) {
        return false;
      }
      store().blobs().discard(content);
      return true;
    }
  }

  /**
   * Deletes a partial, unless a process holds its lock.
   *
   * @return whether it was deleted, or would be
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

  /** A hard link to the blob proves nothing: a write to the file changes both. */
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

  private ContentStore store() {
    return parts.view().store();
  }

  private CacheRegistry records() {
    return parts.view().records();
  }
}

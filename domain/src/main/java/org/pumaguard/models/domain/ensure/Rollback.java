package org.pumaguard.models.domain.ensure;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.api.RollbackResult;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.VersionHistory;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.ModelFiles;
import org.pumaguard.models.domain.state.BlobLinker;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.CacheView;
import org.pumaguard.models.domain.state.LockWaiter;
import org.pumaguard.models.domain.state.UnpackedDirectory;

/**
 * Replaces the visible version of a model by the one before it. Needs no source registry. The
 * visible version is replaced only after the kept one has been verified, and is kept itself. A
 * damaged kept version is skipped with a warning.
 */
public final class Rollback {

  private final CacheParts parts;
  private final ModelName name;
  private final Cancellation cancellation = new Cancellation();
  private final KeptVersions versions;

  public Rollback(CacheParts parts, ModelName name) {
    this.parts = parts;
    this.name = name;
    this.versions = new KeptVersions(parts, name, cancellation);
  }

  /**
   * Rolls back by one version, or more if that one is missing or damaged.
   *
   * @throws CacheException if no earlier version is kept, or all are missing or damaged
   */
  public RollbackResult run() throws IOException {
    while (true) {
      CacheRegistry.Entry entry = records().find(name).orElseThrow(this::notCached);
      CacheRegistry.Version target = versions.before(entry).orElseThrow(versions::noneKept);
      boolean inOrder = entry.sha256().hex().compareTo(target.sha256().hex()) < 0;
      Sha256 first = inOrder ? entry.sha256() : target.sha256();
      Sha256 second = inOrder ? target.sha256() : entry.sha256();
      try (CacheLock.Held collector =
              lock(CacheLock.Key.COLLECTOR, CacheLock.Mode.SHARED, entry.sha256());
          CacheLock.Held one = lock(CacheLock.Key.of(first), CacheLock.Mode.EXCLUSIVE, first);
          CacheLock.Held other = lock(CacheLock.Key.of(second), CacheLock.Mode.EXCLUSIVE, second);
          CacheLock.Held shown =
              lock(CacheLock.Key.of(name), CacheLock.Mode.EXCLUSIVE, target.sha256())) {
        Optional<CacheRegistry.Entry> now = records().find(name);
        if (now.isPresent() && isStill(now.get(), entry, target)) {
          Optional<Instant> verifiedAt = versions.verify(target);
          if (verifiedAt.isPresent()) {
            versions.warnSkipped();
            return show(target, verifiedAt.get(), now.get());
          }
        }
        // Another process changed the model, or the kept version was skipped: try again.
      }
    }
  }

  private boolean isStill(
      CacheRegistry.Entry now, CacheRegistry.Entry before, CacheRegistry.Version target) {
    return now.sha256().equals(before.sha256())
        && versions.before(now).filter(it -> it.sha256().equals(target.sha256())).isPresent();
  }

  private RollbackResult show(
      CacheRegistry.Version target, Instant verifiedAt, CacheRegistry.Entry entry)
      throws IOException {
    Optional<Fingerprint> visible = store().models().find(name);
    if (visible.isPresent()) {
      keepVisible(entry, visible.get());
    }
    Fingerprint shown =
        entry.unpacked().isPresent()
            ? showUnpacked(
                new UnpackedDirectory(parts, name, entry.unpacked().get()), target, entry)
            : showFile(target, entry);
    Instant now = parts.clock().instant();
    boolean isKept = store().blobs().find(entry.sha256()).isPresent();
    records()
        .update(
            name,
            latest ->
                new CacheRegistry.Entry(
                    name,
                    target.verified(shown, verifiedAt),
                    now,
                    latest.unpacked(),
                    latest.pinned(),
                    VersionHistory.kept(latest, target.sha256()).stream()
                        .filter(version -> isKept || !version.sha256().equals(entry.sha256()))
                        .toList()));
    return new RollbackResult(name, store().models().path(name), target, entry.shown());
  }

  private Fingerprint showFile(CacheRegistry.Version target, CacheRegistry.Entry entry)
      throws IOException {
    ModelFiles.VisibleFile shown =
        store().models().publish(name, target.sha256(), Optional.of(entry.sha256()));
    records().restamp(shown.changes());
    return shown.file();
  }

  /**
   * Replaces the file before the directory. After a crash in between the file does not match its
   * record, so the next check replaces both.
   */
  private Fingerprint showUnpacked(
      UnpackedDirectory directory, CacheRegistry.Version target, CacheRegistry.Entry entry)
      throws IOException {
    Path staged = directory.stage(target.sha256(), Optional.of(entry), cancellation);
    try {
      Fingerprint shown = showFile(target, entry);
      directory.publish(staged);
      return shown;
    } finally {
      directory.discard(staged);
    }
  }

  /** Stores the visible file, or sets it aside if it belongs to the user. */
  private void keepVisible(CacheRegistry.Entry entry, Fingerprint visible) throws IOException {
    boolean isRecorded = entry.fingerprint().equals(visible);
    boolean isOurs = isRecorded || entry.fingerprint().inode() == visible.inode();
    // A process that was killed before it recorded a version may have left any of them visible.
    Optional<Sha256> version =
        isRecorded
            ? Optional.of(entry.sha256())
            : parts
                .view()
                .read(name, cancellation, parts.progress())
                .map(CacheView.Reading::sha256)
                .filter(actual -> CacheView.isKnown(entry, actual));
    if (version.isPresent()) {
      new BlobLinker(parts, cancellation).keep(name, version.get(), visible);
    } else if (!isOurs) {
      parts
          .progress()
          .warn(
              name
                  + ": the file that was there is not this model; it is kept as "
                  + store().models().setAside(name));
    }
  }

  private CacheLock.Held lock(CacheLock.Key key, CacheLock.Mode mode, Sha256 content)
      throws IOException {
    return new LockWaiter(parts, name, content, () -> {}, cancellation).await(key, mode);
  }

  private CacheException notCached() {
    return new CacheException(
        CacheException.Kind.UNKNOWN_MODEL,
        name + ": not cached, so no earlier version is kept",
        Hint.LIST_CACHED);
  }

  private ContentStore store() {
    return parts.view().store();
  }

  private CacheRegistry records() {
    return parts.view().records();
  }
}

package org.pumaguard.models.domain.ensure;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.api.RollbackResult;
import org.pumaguard.models.domain.digest.Hashing;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.VerifyPolicy;
import org.pumaguard.models.domain.policy.VersionHistory;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.ModelFiles;
import org.pumaguard.models.domain.state.BlobLinker;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.CacheView;
import org.pumaguard.models.domain.state.LockWaiter;
import org.pumaguard.models.domain.state.UnpackedDirectory;

/**
 * Lets a model's name show the version again that it showed before. Needs no source registry: a
 * model that is in none any more goes back too. What is shown stays until the kept version is known
 * to be right, and is kept itself. A kept version that is not right is passed over, with a warning.
 */
public final class Rollback {

  private final CacheParts parts;
  private final ModelName name;
  private final Cancellation cancellation = new Cancellation();
  private final Map<Sha256, String> passedOver = new LinkedHashMap<>();

  public Rollback(CacheParts parts, ModelName name) {
    this.parts = parts;
    this.name = name;
  }

  /**
   * Goes back by one version, or further where that is not what it was.
   *
   * @throws CacheException when no earlier version is kept, or none is what it was
   */
  public RollbackResult run() throws IOException {
    while (true) {
      CacheRegistry.Entry entry = records().find(name).orElseThrow(this::notCached);
      CacheRegistry.Version target =
          VersionHistory.before(entry, passedOver.keySet()).orElseThrow(this::nothingKept);
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
          Optional<Instant> verifiedAt = verified(target);
          if (verifiedAt.isPresent()) {
            passedOver.values().forEach(parts.progress()::warn);
            return show(target, verifiedAt.get(), now.get());
          }
        }
        // Another process was faster: what it has left decides. Or it was not right.
      }
    }
  }

  private boolean isStill(
      CacheRegistry.Entry now, CacheRegistry.Entry before, CacheRegistry.Version target) {
    return now.sha256().equals(before.sha256())
        && VersionHistory.before(now, passedOver.keySet())
            .filter(it -> it.sha256().equals(target.sha256()))
            .isPresent();
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
   * The directory follows the file: after a crash between them the name is not what is recorded, so
   * that whoever looks next brings both together again.
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

  /**
   * Reads the kept content unless it looks as it did when it was verified.
   *
   * @return when it was verified; empty when it is to be passed over
   */
  private Optional<Instant> verified(CacheRegistry.Version target) throws IOException {
    Optional<Fingerprint> stored = store().blobs().find(target.sha256());
    if (stored.isEmpty()) {
      return passOver(target, "is no longer on disk");
    }
    VerifyPolicy policy = parts.settings().verify();
    Optional<CacheRegistry.Version> trusted =
        records().known(target.sha256()).stream()
            .filter(
                known ->
                    policy.trusts(
                        known.fingerprint(),
                        known.verifiedAt(),
                        stored.get(),
                        parts.clock().instant()))
            .findFirst();
    if (trusted.isPresent()) {
      return trusted.map(CacheRegistry.Version::verifiedAt);
    }
    String wrong;
    try (Content content = store().blobs().open(target.sha256())) {
      Sha256 actual = Hashing.of(content, cancellation, read -> {});
      if (actual.equals(target.sha256())) {
        return Optional.of(parts.clock().instant());
      }
      wrong = "is damaged: its file has sha256 " + actual;
    } catch (IOException e) {
      wrong = "can't be read: " + CacheException.text(e);
    }
    parts.view().distrust(stored.get());
    return passOver(target, wrong);
  }

  private Optional<Instant> passOver(CacheRegistry.Version target, String why) {
    passedOver.put(
        target.sha256(),
        name
            + ": the kept version "
            + target.version().map(version -> version + ", ").orElse("")
            + "sha256 "
            + target.sha256()
            + " "
            + why);
    return Optional.empty();
  }

  /**
   * What is visible outlasts the change: as stored content, or aside when it is not the cache's.
   */
  private void keepVisible(CacheRegistry.Entry entry, Fingerprint visible) throws IOException {
    boolean asRecorded = entry.fingerprint().equals(visible);
    boolean ours = asRecorded || entry.fingerprint().inode() == visible.inode();
    // A process that was killed before it could record it may have left any of the versions.
    Optional<Sha256> version =
        asRecorded
            ? Optional.of(entry.sha256())
            : parts
                .view()
                .read(name, cancellation, parts.progress())
                .map(CacheView.Reading::sha256)
                .filter(actual -> CacheView.isKnown(entry, actual));
    if (version.isPresent()) {
      new BlobLinker(parts, cancellation).keep(name, version.get(), visible);
    } else if (!ours) {
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
        name + ": it is not cached, so there is no earlier version of it",
        Hint.LIST_CACHED);
  }

  private CacheException nothingKept() {
    if (!passedOver.isEmpty()) {
      return new CacheException(
          CacheException.Kind.INTEGRITY,
          String.join("; ", passedOver.values()) + "; the present one stays",
          Hint.FETCH_DAMAGED_VERSION);
    }
    return new CacheException(
        CacheException.Kind.UNKNOWN_MODEL,
        name,
        name + ": no earlier version of it is kept",
        Hint.FETCH_OTHER_VERSION);
  }

  private ContentStore store() {
    return parts.view().store();
  }

  private CacheRegistry records() {
    return parts.view().records();
  }
}

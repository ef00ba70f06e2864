package org.pumaguard.models.domain.state;

import java.io.IOException;
import java.util.Optional;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.VerifyPolicy;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.ModelFiles;

/**
 * Links the visible file of a model to the stored one of the same digest. They are two files in a
 * copy of a cache directory that was made without its links; the stored one may then be damaged
 * without a record of it.
 */
public record BlobLinker(CacheParts parts, Cancellation cancellation) {

  /**
   * Stores a verified visible file, or links it to the stored one. The caller holds the lock of the
   * content.
   *
   * @param content its digest
   * @param isOurs whether the cache created it, so that a link may replace it
   * @return its new fingerprint
   */
  public Fingerprint adopt(ModelName name, Sha256 content, boolean isOurs) throws IOException {
    Optional<Fingerprint> stored = store().blobs().find(content);
    boolean storedIsRight =
        isOurs && stored.isPresent() && isKnown(content, stored.get(), VerifyPolicy.CHANGED);
    ModelFiles.VisibleFile shown = store().models().adopt(name, content, storedIsRight);
    records().restamp(shown.changes());
    return shown.file();
  }

  /**
   * The same without a lock, if there are two files. They stay two if another process holds a lock
   * or the directory is read-only.
   *
   * @param file fingerprint of the visible file when it was verified
   */
  public Fingerprint unite(ModelName name, Sha256 content, boolean isOurs, Fingerprint file)
      throws IOException {
    Optional<Fingerprint> stored = store().blobs().find(content);
    if (stored.isEmpty() || isStored(content, file)) {
      return file;
    }
    try {
      Optional<CacheLock.Held> collector =
          parts.locks().tryAcquire(CacheLock.Key.COLLECTOR, CacheLock.Mode.SHARED);
      if (collector.isEmpty()) {
        return file;
      }
      try (CacheLock.Held shared = collector.get()) {
        return uniteUnderLock(name, content, isOurs, file);
      }
    } catch (IOException e) {
      return file;
    }
  }

  private Fingerprint uniteUnderLock(
      ModelName name, Sha256 content, boolean isOurs, Fingerprint file) throws IOException {
    Optional<CacheLock.Held> exclusive =
        parts.locks().tryAcquire(CacheLock.Key.of(content), CacheLock.Mode.EXCLUSIVE);
    if (exclusive.isEmpty()) {
      return file;
    }
    try (CacheLock.Held held = exclusive.get()) {
      return store().models().find(name).equals(Optional.of(file))
          ? adopt(name, content, isOurs)
          : file;
    }
  }

  /**
   * Stores a verified visible file before it is replaced, unless good content is stored.
   *
   * @param content its digest
   * @param file its fingerprint
   */
  public void keep(ModelName name, Sha256 content, Fingerprint file) throws IOException {
    Optional<Fingerprint> stored = store().blobs().find(content);
    boolean isRight =
        stored.isPresent()
            && (isStored(content, file)
                || isKnown(content, stored.get(), VerifyPolicy.CHANGED)
                || parts.view().isRight(content, cancellation));
    if (!isRight) {
      records().restamp(store().blobs().keep(name, content));
    }
  }

  /** Whether a file is a link to the stored one. */
  public boolean isStored(Sha256 content, Fingerprint file) throws IOException {
    return store()
        .blobs()
        .find(content)
        .filter(stored -> stored.inode() == file.inode())
        .isPresent();
  }

  /** Whether a record of any name with this content is trusted for the stored file. */
  public boolean isKnown(Sha256 content, Fingerprint stored, VerifyPolicy policy) {
    return records().known(content).stream()
        .anyMatch(
            known ->
                policy.trusts(
                    known.fingerprint(), known.verifiedAt(), stored, parts.clock().instant()));
  }

  private ContentStore store() {
    return parts.view().store();
  }

  private CacheRegistry records() {
    return parts.view().records();
  }
}

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
 * Brings together the file at a name and the stored one of the same digest, where they are not one
 * file, as in a copy of a cache directory that was made without its links. That something is stored
 * under a digest says little then: nobody may have looked at it for long.
 */
public record BlobLinker(CacheParts parts, Cancellation cancellation) {

  /**
   * Makes a file that was found right the stored one, or one with it. The caller holds the
   * content's lock.
   *
   * @param content its digest
   * @param isOurs whether the cache has put it there, so that a link may take its place
   * @return how it looks now
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
   * The same where there are two, for whoever holds no lock: if somebody else is at work, or
   * nothing can be written, they stay two.
   *
   * @param file how the file looked that was read
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
        return uniteAlone(name, content, isOurs, file);
      }
    } catch (IOException e) {
      return file;
    }
  }

  private Fingerprint uniteAlone(ModelName name, Sha256 content, boolean isOurs, Fingerprint file)
      throws IOException {
    Optional<CacheLock.Held> alone =
        parts.locks().tryAcquire(CacheLock.Key.of(content), CacheLock.Mode.EXCLUSIVE);
    if (alone.isEmpty()) {
      return file;
    }
    try (CacheLock.Held held = alone.get()) {
      return store().models().find(name).equals(Optional.of(file))
          ? adopt(name, content, isOurs)
          : file;
    }
  }

  /**
   * Sees to it that a file that was found right stays stored when its name shows something else.
   *
   * @param content its digest
   * @param file how it looks
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

  /** Whether a file is the very one that is stored. */
  public boolean isStored(Sha256 content, Fingerprint file) throws IOException {
    return store()
        .blobs()
        .find(content)
        .filter(stored -> stored.inode() == file.inode())
        .isPresent();
  }

  /** Whether stored content looks as it did when it was found right, under whatever name. */
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

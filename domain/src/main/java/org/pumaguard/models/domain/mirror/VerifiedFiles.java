package org.pumaguard.models.domain.mirror;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.pumaguard.models.domain.api.StoredRange;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.VerifyPolicy;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.CacheView;

/**
 * The verified files of a cache directory and its base directories. An unchanged file is trusted
 * however long ago it was verified; a changed file is read once, and the result is memoized. Safe
 * for use by multiple threads.
 */
final class VerifiedFiles {

  private final CacheParts parts;
  private final List<CacheView> bases;
  private final Map<ModelName, Reading> readings = new ConcurrentHashMap<>();

  VerifiedFiles(CacheParts parts, List<CacheView> bases) {
    this.parts = parts;
    this.bases = bases;
  }

  /**
   * A visible file with a known, right digest.
   *
   * @param mayRead whether a changed file may be read
   */
  Optional<StoredRange> find(CacheView view, ModelName name, boolean mayRead) throws IOException {
    Optional<Fingerprint> visible = view.store().models().find(name);
    if (visible.isEmpty()) {
      return Optional.empty();
    }
    Optional<CacheRegistry.Entry> entry = view.records().find(name);
    boolean isKnown = entry.isPresent() && rule().trusts(entry.get().fingerprint(), visible.get());
    Optional<Sha256> sha256 =
        isKnown ? entry.map(CacheRegistry.Entry::sha256) : hash(view, name, visible.get(), mayRead);
    ByteRange all = new ByteRange(0, visible.get().size());
    return sha256
        .map(
            digest -> new StoredRange(digest, view.store().models().path(name), all, visible.get()))
        .filter(found -> !bases.contains(view) || !isDamaged(found));
  }

  /** The rules ALWAYS and NEVER do not apply to what other machines receive. */
  private VerifyPolicy rule() {
    boolean isOfCopies = parts.settings().verify().rule() == VerifyPolicy.Rule.MTIME;
    return isOfCopies ? VerifyPolicy.MTIME : VerifyPolicy.CHANGED;
  }

  /** Whether this file of a base directory is marked as damaged, and unchanged since. */
  private boolean isDamaged(StoredRange found) {
    return parts.directory().damaged().isMarked(found.file(), found.fingerprint(), found.sha256());
  }

  /** Reads a file once; other threads wait for the result. */
  private Optional<Sha256> hash(
      CacheView view, ModelName name, Fingerprint visible, boolean mayRead) throws IOException {
    if (!mayRead) {
      return Optional.empty();
    }
    Reading last = readings.computeIfAbsent(name, key -> new Reading());
    synchronized (last) {
      if (!last.fingerprint.equals(Optional.of(visible))) {
        Optional<CacheView.Reading> reading = view.read(name, new Cancellation(), Progress.none());
        last.fingerprint = Optional.of(visible);
        last.sha256 =
            reading
                .map(CacheView.Reading::sha256)
                .filter(digest -> isRegisteredOrRecorded(view, name, digest));
      }
      return last.sha256;
    }
  }

  private boolean isRegisteredOrRecorded(CacheView view, ModelName name, Sha256 actual) {
    return parts.registry().get().find(name).filter(m -> m.sha256().equals(actual)).isPresent()
        || view.records().find(name).filter(entry -> CacheView.isKnown(entry, actual)).isPresent();
  }

  /** The fingerprint and digest of a file that was read; no digest if it is not a known version. */
  private static final class Reading {
    private Optional<Fingerprint> fingerprint = Optional.empty();
    private Optional<Sha256> sha256 = Optional.empty();
  }
}

package org.pumaguard.models.domain.ensure;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.policy.RecordedTimes;
import org.pumaguard.models.domain.policy.VersionHistory;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.CacheView;
import org.pumaguard.models.domain.state.Verdict;

/** Records an ensured model and the former versions that are kept. */
final class RecordWriter {

  private final CacheParts parts;
  private final Model model;
  private final CacheView view;

  RecordWriter(CacheParts parts, Model model) {
    this.parts = parts;
    this.model = model;
    this.view = parts.view();
  }

  /**
   * Writes the record.
   *
   * @param verdict the state before the model was published
   * @param visible fingerprint of the published file
   * @param source where the content was fetched from, if it was fetched
   */
  void write(Verdict verdict, Fingerprint visible, Optional<String> source) throws IOException {
    Optional<CacheRegistry.Entry> former = verdict.entry();
    Instant now = parts.clock().instant();
    Optional<CacheRegistry.Entry> same =
        former.filter(entry -> entry.sha256().equals(model.sha256()));
    view.records()
        .record(
            new CacheRegistry.Entry(
                model.name(),
                new CacheRegistry.Version(
                    model.sha256(),
                    visible,
                    model.about().version(),
                    same.map(CacheRegistry.Entry::cachedAt)
                        .orElseGet(() -> VersionHistory.shownFrom(now, former)),
                    now,
                    source.or(this::sourceOfSameContent)),
                former.map(entry -> RecordedTimes.lastUse(entry.lastUsed(), now)).orElse(now),
                model.unpack(),
                former.map(CacheRegistry.Entry::pinned).orElse(false),
                former.isPresent() ? kept(former.get(), verdict) : List.of()));
  }

  /** The former versions whose content is stored and is not the damaged file. */
  private List<CacheRegistry.Version> kept(CacheRegistry.Entry former, Verdict verdict)
      throws IOException {
    List<CacheRegistry.Version> kept = new ArrayList<>();
    for (CacheRegistry.Version version : VersionHistory.kept(former, model.sha256())) {
      Optional<Fingerprint> stored = view.store().blobs().find(version.sha256());
      if (stored.isPresent() && !isDamaged(stored.get(), verdict)) {
        kept.add(version);
      }
    }
    return kept;
  }

  private static boolean isDamaged(Fingerprint stored, Verdict verdict) {
    return verdict instanceof Verdict.Damaged damaged && damaged.file().inode() == stored.inode();
  }

  private Optional<String> sourceOfSameContent() {
    return view.records().known(model.sha256()).stream()
        .flatMap(known -> known.source().stream())
        .findFirst();
  }
}

package org.pumaguard.models.domain.cache;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.VerifyPolicy;
import org.pumaguard.models.domain.port.CacheDirectory;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.Progress;

/**
 * A cache directory as it is: its files and what is recorded of them. Tells how a model stands
 * there; changes nothing. Safe for use by many threads.
 *
 * @param store the files
 * @param records what is known of them
 */
record Shelf(ContentStore store, CacheRegistry records) {

  Shelf(CacheDirectory directory) {
    this(directory.store(), directory.records());
  }

  /** How a model stands, judged by the policy; reads its file when the policy wants it. */
  Verdict judge(Model model, VerifyPolicy policy, Cancellation cancellation, Progress progress)
      throws IOException {
    Optional<CacheRegistry.Entry> entry = records.find(model.name());
    Optional<Fingerprint> visible = store.visible(model.name());
    if (visible.isEmpty()) {
      boolean begun = store.onItsWay(model.publication().sha256()).isPresent();
      return Verdict.of(begun ? ModelState.PARTIAL : ModelState.MISSING);
    }
    Fingerprint now = visible.get();
    if (entry.isPresent() && policy.trusts(entry.get().fingerprint(), now)) {
      boolean wanted = entry.get().sha256().equals(model.sha256());
      ModelState state = wanted ? ModelState.CACHED : ModelState.OUTDATED;
      return new Verdict(state, visible, entry, !wanted || isUnpacked(model, entry));
    }
    return byReading(model, now, entry, cancellation, progress);
  }

  /** Where a model is visible. */
  Path path(Model model) {
    return store.path(model.name());
  }

  /** The digest of the file at a visible name; empty when it is gone meanwhile. */
  Optional<Sha256> read(ModelName name, Cancellation cancellation, Progress progress)
      throws IOException {
    try (Content content = store.open(name)) {
      long size = content.size();
      Sha256 digest =
          Digests.of(
              content,
              cancellation,
              read ->
                  progress.on(
                      Progress.Event.of(Progress.Kind.PROGRESS, name)
                          .bytes(read, OptionalLong.of(size))));
      return Optional.of(digest);
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    }
  }

  private Verdict byReading(
      Model model,
      Fingerprint now,
      Optional<CacheRegistry.Entry> entry,
      Cancellation cancellation,
      Progress progress)
      throws IOException {
    if (hasWrongLength(model, entry, now)) {
      return new Verdict(ModelState.DAMAGED, Optional.of(now), entry, false);
    }
    Optional<Sha256> actual = read(model.name(), cancellation, progress);
    if (actual.isEmpty()) {
      return Verdict.of(ModelState.MISSING);
    }
    if (actual.get().equals(model.sha256())) {
      return new Verdict(ModelState.CACHED, Optional.of(now), entry, false);
    }
    boolean formerlyGood = entry.isPresent() && isKnown(entry.get(), actual.get());
    return new Verdict(
        formerlyGood ? ModelState.OUTDATED : ModelState.DAMAGED, Optional.of(now), entry, false);
  }

  /** A process that was killed before it could say so may have left any of a model's versions. */
  private static boolean isKnown(CacheRegistry.Entry entry, Sha256 actual) {
    return entry.sha256().equals(actual)
        || entry.former().stream().anyMatch(version -> version.sha256().equals(actual));
  }

  /** A file of another length than all that it may be needs no reading to be known as wrong. */
  private static boolean hasWrongLength(
      Model model, Optional<CacheRegistry.Entry> entry, Fingerprint now) {
    boolean canBeWanted = model.size().isEmpty() || model.size().getAsLong() == now.size();
    boolean canBeFormer =
        entry.isPresent()
            && (entry.get().fingerprint().size() == now.size()
                || entry.get().former().stream()
                    .anyMatch(version -> version.fingerprint().size() == now.size()));
    boolean wantedIsRecorded = entry.isPresent() && entry.get().sha256().equals(model.sha256());
    return wantedIsRecorded ? !canBeFormer : !canBeWanted && !canBeFormer;
  }

  private boolean isUnpacked(Model model, Optional<CacheRegistry.Entry> entry) throws IOException {
    return model.unpack().isEmpty()
        || (entry.flatMap(CacheRegistry.Entry::unpacked).equals(model.unpack())
            && store.hasDirectory(model.unpack().get()));
  }

  /** Notes a use, at most once a day; a cache that can't be written is no reason to fail. */
  void used(CacheRegistry.Entry entry, Clock clock) {
    if (entry.lastUsed().plus(Duration.ofDays(1)).isAfter(clock.instant())) {
      return;
    }
    Instant now = clock.instant();
    records.note(entry.name(), latest -> latest.used(now));
  }

  /**
   * How a model stands.
   *
   * @param fingerprint of the visible file
   * @param entry what is recorded of it
   * @param settled whether nothing is left to be done: the record is right, and it is unpacked
   *     where it is to be
   */
  record Verdict(
      ModelState state,
      Optional<Fingerprint> fingerprint,
      Optional<CacheRegistry.Entry> entry,
      boolean settled) {

    static Verdict of(ModelState state) {
      return new Verdict(state, Optional.empty(), Optional.empty(), true);
    }

    boolean isHit() {
      return state == ModelState.CACHED && settled;
    }
  }
}

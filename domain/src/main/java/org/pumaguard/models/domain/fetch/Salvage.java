package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.digest.ByteRanges;
import org.pumaguard.models.domain.digest.Hashing;
import org.pumaguard.models.domain.fetch.partial.DownloadTarget;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.ResumePlan;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.domain.state.BaseLayers;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.FragmentLocator;
import org.pumaguard.models.domain.state.FreeSpaceCheck;
import org.pumaguard.models.domain.state.IntactRanges;
import org.pumaguard.models.domain.state.Verdict;

/**
 * Copies the intact ranges of damaged files into a new partial. The download that follows resumes
 * it and fetches the rest. The damaged files are not changed. Copied ranges count only after the
 * digests of the fragments and of the whole are verified.
 */
public final class Salvage {

  /** The source in journal entries of copied ranges; no real source has this name. */
  private static final Sha256 ORIGIN = Sha256.ofUtf8("a damaged file");

  /** The maximum number of copied ranges in a fragment; shorter ones are fetched instead. */
  private static final int MAX_RUNS = 64;

  private final CacheParts parts;
  private final ContentStore store;
  private final Model model;
  private final Cancellation cancellation;

  /** For the damaged files of one model. */
  public Salvage(CacheParts parts, Model model, Cancellation cancellation) {
    this.parts = parts;
    this.store = parts.view().store();
    this.model = model;
    this.cancellation = cancellation;
  }

  /**
   * Copies intact ranges, if there are any. The caller holds the content's lock.
   *
   * @param verdict the state of the model
   * @param stored its stored content, which is not right, if there is any
   * @throws CacheException if the disk has no space for a copy
   * @throws IOException if the partial cannot be written
   */
  public void run(Verdict verdict, Optional<Fingerprint> stored) throws IOException {
    if (model.publication().compression().isPresent()) {
      // The published file is compressed, and not in the cache.
      return;
    }
    List<Source> sources = new ArrayList<>();
    try {
      open(verdict, stored, sources);
      if (sources.isEmpty()) {
        return;
      }
      IntactRanges survey = survey(sources);
      List<Find> finds = new ArrayList<>();
      for (Source source : sources) {
        Content file = source.file();
        List<ByteRange> good = source.survey().goodBlocks(file, cancellation);
        finds.add(new Find(file, survey.withFragments(file, good, cancellation)));
      }
      if (finds.stream().anyMatch(find -> !find.good().isEmpty())) {
        take(survey, finds);
      }
    } finally {
      for (Source source : sources) {
        source.file().close();
      }
    }
  }

  /** The survey that knows the ranges of all fragments; asks for a byte of each if none does. */
  private IntactRanges survey(List<Source> sources) {
    for (Source source : sources) {
      if (!source.survey().lacksPlaces() && source.survey().size().isPresent()) {
        return source.survey();
      }
    }
    IntactRanges survey = sources.get(0).survey();
    new FragmentLocator(parts, model, cancellation).ask(survey.size()).ifPresent(survey::places);
    return survey;
  }

  private void open(Verdict verdict, Optional<Fingerprint> stored, List<Source> sources)
      throws IOException {
    try {
      if (verdict instanceof Verdict.Damaged) {
        sources.add(source(store, store.models().open(model.name())));
      }
      if (stored.isPresent() && (sources.isEmpty() || !stored.equals(verdict.fingerprint()))) {
        sources.add(source(store, store.blobs().open(model.sha256())));
      }
      BaseLayers bases = new BaseLayers(parts);
      for (BaseLayers.Copy copy : bases.of(model)) {
        if (bases.isCondemned(copy, model)) {
          ContentStore base = copy.view().store();
          sources.add(source(base, base.models().open(model.name())));
        }
      }
    } catch (FileSystemException e) {
      // The download fetches what cannot be read.
    }
  }

  private Source source(ContentStore origin, Content file) throws IOException {
    return new Source(file, IntactRanges.of(origin, model));
  }

  private void take(IntactRanges survey, List<Find> finds) throws IOException {
    List<Fragment> fragments = model.publication().fragmentsOrWhole();
    List<Optional<ByteRange>> places =
        model.publication().fragments().isEmpty()
            ? List.of(Optional.of(new ByteRange(0, survey.size().orElseThrow())))
            : survey.places();
    try (Partial partial = store.partials().open(model.sha256())) {
      new FreeSpaceCheck(parts.directory(), model.name())
          .require(survey.size().orElse(partial.size()) - partial.size());
      List<Optional<ByteRange>> confirmed = ResumePlan.of(fragments, partial.journal().verified());
      List<FragmentRange> verified = new ArrayList<>();
      List<Partial.Unfinished> begun = new ArrayList<>();
      for (int i = 0; i < fragments.size(); i++) {
        if (confirmed.get(i).isPresent() && !confirmed.get(i).equals(places.get(i))) {
          // The partial has verified fragments at other offsets, which must not be overwritten.
          return;
        }
      }
      for (int i = 0; i < fragments.size(); i++) {
        if (confirmed.get(i).isEmpty() && places.get(i).isPresent()) {
          Sha256 fragment = fragments.get(i).sha256();
          ByteRange place = places.get(i).get();
          List<ByteRange> runs = copy(partial, fragment, place, finds);
          if (fragments.size() > 1
              && runs.equals(List.of(place))
              && isRight(partial, fragment, place)) {
            verified.add(new FragmentRange(fragment, place));
          } else {
            runs.forEach(run -> begun.add(noted(fragment, place, run)));
          }
        }
      }
      partial.force();
      partial.record(new Partial.Journal(verified, begun));
      partial.forceJournal();
    }
  }

  /** Copies the intact ranges of one fragment, unless the partial has more of it. */
  private List<ByteRange> copy(Partial partial, Sha256 fragment, ByteRange place, List<Find> finds)
      throws IOException {
    List<Run> wanted = new ArrayList<>();
    List<ByteRange> missing = List.of(place);
    for (Find find : finds) {
      List<ByteRange> still = new ArrayList<>();
      for (ByteRange gap : missing) {
        List<ByteRange> good = ByteRanges.within(gap, find.good());
        good.forEach(range -> wanted.add(new Run(find.file(), range)));
        still.addAll(ByteRanges.gaps(gap, good));
      }
      missing = still;
    }
    wanted.sort(Comparator.comparingLong((Run run) -> run.range().length()).reversed());
    List<Run> runs = wanted.subList(0, Math.min(wanted.size(), MAX_RUNS));
    List<Partial.Unfinished> former =
        ResumePlan.unfinished(fragment, place.offset(), partial.journal().unfinished()).stream()
            .filter(part -> part.total() == place.length())
            .toList();
    long already =
        ByteRanges.length(
            ByteRanges.merged(former.stream().map(Partial.Unfinished::range).toList()));
    if (runs.stream().mapToLong(run -> run.range().length()).sum() <= already) {
      return List.of();
    }
    if (!former.isEmpty()) {
      // These bytes are overwritten now.
      partial.record(
          Partial.Journal.of(List.of(noted(fragment, place, new ByteRange(place.offset(), 0)))));
    }
    List<ByteRange> copied = new ArrayList<>();
    for (Run run : runs) {
      if (copy(partial, run)) {
        copied.add(run.range());
      }
    }
    return ByteRanges.merged(copied);
  }

  private boolean copy(Partial partial, Run run) throws IOException {
    long done = 0;
    while (done < run.range().length()) {
      cancellation.check();
      long offset = run.range().offset() + done;
      long count = Math.min(DownloadTarget.COPY_BYTES, run.range().length() - done);
      try {
        if (partial.copy(offset, run.file(), new ByteRange(offset, count)) < count) {
          return false;
        }
      } catch (Content.Unreadable e) {
        return false;
      }
      done += count;
    }
    return true;
  }

  private boolean isRight(Partial partial, Sha256 fragment, ByteRange place) throws IOException {
    MessageDigest digest = Hashing.sha256();
    Hashing.update(digest::update, partial, place, cancellation, read -> {});
    return Sha256.of(digest.digest()).equals(fragment);
  }

  private static Partial.Unfinished noted(Sha256 fragment, ByteRange place, ByteRange run) {
    return new Partial.Unfinished(
        fragment,
        place.offset(),
        place.length(),
        new ByteRange(run.offset() - place.offset(), run.length()),
        ORIGIN,
        Optional.empty());
  }

  /** A damaged file, and what its store knows of it. */
  private record Source(Content file, IntactRanges survey) {}

  /** A damaged file and its intact ranges. */
  private record Find(Content file, List<ByteRange> good) {}

  /** An intact range of a damaged file. */
  private record Run(Content file, ByteRange range) {}
}

package org.pumaguard.models.domain.fetch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.policy.ResumePlan;
import org.pumaguard.models.domain.port.Partial;

/** The entries of one fragment in the journal of a partial. */
final class FragmentJournal {

  /** The minimum length of a range for an entry: a shorter one is fetched faster than recorded. */
  private static final long MIN_BYTES = 64 * 1024;

  private final Fragment fragment;
  private final List<Partial.Unfinished> former;
  private volatile Optional<Identity> latest = Optional.empty();

  /** Reads the entries that the journal had when the partial was opened. */
  FragmentJournal(Fragment fragment, Partial partial) {
    this.fragment = fragment;
    this.former = partial.journal().unfinished();
  }

  /** The length of the fragment, if an earlier process knew it and the registry agrees. */
  OptionalLong length() {
    OptionalLong length = ResumePlan.size(fragment.sha256(), former);
    return fragment.size().isEmpty() || fragment.size().equals(length)
        ? length
        : OptionalLong.empty();
  }

  /** What an earlier process left at this offset of the partial, the newest entry last. */
  List<Partial.Unfinished> former(long base) {
    return ResumePlan.unfinished(fragment.sha256(), base, former);
  }

  /** The ranges of these entries, in order. */
  static List<ByteRange> ranges(List<Partial.Unfinished> entries) {
    List<ByteRange> ranges =
        new ArrayList<>(entries.stream().map(Partial.Unfinished::range).toList());
    ranges.sort(Comparator.comparingLong(ByteRange::offset));
    return ranges;
  }

  /**
   * Entries for what is present, so that another process can resume.
   *
   * @param base the offset of the fragment in the partial
   * @param total the length of the fragment
   */
  List<Partial.Unfinished> entries(
      long base, long total, List<ByteRange> present, ByteOrigin.OfSource origin) {
    Sha256 source = knownId(origin.source());
    return present.stream()
        .filter(range -> range.length() >= MIN_BYTES && range.end() <= total)
        .map(
            range ->
                new Partial.Unfinished(
                    fragment.sha256(), base, total, range, source, origin.validator()))
        .toList();
  }

  /** Entries are made many times a second, nearly always for the same source. */
  private Sha256 knownId(SourceLocation source) {
    Identity identity =
        latest
            .filter(known -> known.source().equals(source))
            .orElseGet(() -> new Identity(source, id(source)));
    latest = Optional.of(identity);
    return identity.id();
  }

  /** Entries that void others. */
  static List<Partial.Unfinished> voids(List<Partial.Unfinished> entries) {
    return entries.stream()
        .map(
            entry ->
                new Partial.Unfinished(
                    entry.fragment(),
                    entry.base(),
                    entry.total(),
                    new ByteRange(0, 0),
                    entry.source(),
                    entry.validator()))
        .toList();
  }

  /** The identity of a source in the journal. */
  static Sha256 id(SourceLocation source) {
    return Sha256.ofUtf8(source.toString());
  }

  /** A source with its identity. */
  private record Identity(SourceLocation source, Sha256 id) {}
}

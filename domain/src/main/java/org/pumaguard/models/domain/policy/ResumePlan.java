package org.pumaguard.models.domain.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Partial;

/** Which bytes of an interrupted download can be kept. */
public final class ResumePlan {

  private ResumePlan() {}

  /**
   * The ranges of the partial that hold verified fragments, according to its journal.
   *
   * @param confirmed verified fragments of the journal, oldest first; the newest entry wins
   * @return one element for each fragment, empty if it is not in the partial
   */
  public static List<Optional<ByteRange>> of(
      List<Fragment> fragments, List<FragmentRange> confirmed) {
    Set<FragmentRange> taken = new HashSet<>();
    List<Optional<ByteRange>> places = new ArrayList<>();
    for (Fragment fragment : fragments) {
      Optional<FragmentRange> match = newest(fragment, confirmed, taken);
      match.ifPresent(taken::add);
      places.add(match.map(FragmentRange::range));
    }
    return places;
  }

  /** Whether the partial holds bytes that can be kept; otherwise it only wastes space. */
  public static boolean canGoOn(
      List<Fragment> fragments, List<FragmentRange> confirmed, List<Partial.Unfinished> notes) {
    return of(fragments, confirmed).stream().anyMatch(Optional::isPresent)
        || fragments.stream().anyMatch(fragment -> isBegun(fragment, notes));
  }

  private static boolean isBegun(Fragment fragment, List<Partial.Unfinished> notes) {
    OptionalLong size = size(fragment.sha256(), notes);
    return size.isPresent()
        && (fragment.size().isEmpty() || fragment.size().equals(size))
        && notes.stream()
            .map(Partial.Unfinished::base)
            .distinct()
            .anyMatch(base -> !unfinished(fragment.sha256(), base, notes).isEmpty());
  }

  /** The length of an unfinished fragment in bytes, according to the newest note. */
  public static OptionalLong size(Sha256 fragment, List<Partial.Unfinished> notes) {
    OptionalLong size = OptionalLong.empty();
    for (Partial.Unfinished note : notes) {
      if (note.fragment().equals(fragment)) {
        size = OptionalLong.of(note.total());
      }
    }
    return size;
  }

  /**
   * The usable parts of an unfinished fragment: the notes since the last one that voids earlier
   * notes, as far as they belong to the same file of the same source.
   *
   * @param base the offset of the fragment in the content; notes of another offset are ignored
   * @param notes unfinished ranges of the journal, oldest first
   */
  public static List<Partial.Unfinished> unfinished(
      Sha256 fragment, long base, List<Partial.Unfinished> notes) {
    List<Partial.Unfinished> parts = new ArrayList<>();
    for (Partial.Unfinished note : notes) {
      if (!note.fragment().equals(fragment) || note.base() != base) {
        continue;
      }
      if (!parts.isEmpty() && !belongTogether(parts.get(0), note)) {
        parts.clear();
      }
      if (note.range().length() == 0) {
        parts.clear();
      } else {
        parts.add(note);
      }
    }
    return parts;
  }

  private static boolean belongTogether(Partial.Unfinished one, Partial.Unfinished other) {
    return one.total() == other.total()
        && one.source().equals(other.source())
        && one.validator().equals(other.validator());
  }

  private static Optional<FragmentRange> newest(
      Fragment fragment, List<FragmentRange> confirmed, Set<FragmentRange> taken) {
    FragmentRange found = null;
    for (FragmentRange candidate : confirmed) {
      boolean fits =
          candidate.sha256().equals(fragment.sha256())
              && (fragment.size().isEmpty()
                  || fragment.size().getAsLong() == candidate.range().length());
      if (fits && !taken.contains(candidate)) {
        found = candidate;
      }
    }
    return Optional.ofNullable(found);
  }
}

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

/** Which fragments of an interrupted fetch need not be fetched again. */
public final class ResumePlan {

  private ResumePlan() {}

  /**
   * Where each fragment already lies in the partial, as its journal says; in the order of the
   * fragments.
   *
   * @param confirmed what the journal knows, oldest first; later lines count more
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

  /** Whether there is anything to go on with: if not, what lies in the partial only takes room. */
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

  /** How long an unfinished fragment is, as the newest note says; in bytes. */
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
   * What is there of an unfinished fragment: all that was noted since the last note that made the
   * earlier ones void, as far as it is part of the same file of the same source.
   *
   * @param base where the fragment begins; what was noted at another place is no good
   * @param notes what the journal knows, oldest first
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

package org.pumaguard.models.domain.fetch.partial;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Sha256;

/**
 * Fragments that occur several times in one model. One occurrence is fetched, the others copied.
 */
public final class RepeatedFragments {

  private final List<Sha256> digests;
  private final Map<Sha256, List<Integer>> positions = new HashMap<>();

  /** The occurrences in these fragments, which are in the order of the model. */
  public RepeatedFragments(List<Fragment> fragments) {
    this.digests = fragments.stream().map(Fragment::sha256).toList();
    for (int i = 0; i < digests.size(); i++) {
      positions.computeIfAbsent(digests.get(i), none -> new ArrayList<>(1)).add(i);
    }
  }

  /** All positions with the digest of a fragment, its own included. */
  public List<Integer> of(int fragment) {
    return positions.getOrDefault(digests.get(fragment), List.of());
  }

  /** The range of another occurrence that is verified. */
  public Optional<ByteRange> elsewhere(int fragment, IntFunction<Optional<ByteRange>> places) {
    return of(fragment).stream()
        .filter(other -> other != fragment)
        .flatMap(other -> places.apply(other).stream())
        .findFirst();
  }

  /** The first one of each digest among these positions. */
  public List<Integer> firsts(List<Integer> missing) {
    Set<Sha256> seen = new HashSet<>();
    return missing.stream().filter(fragment -> seen.add(digests.get(fragment))).toList();
  }
}

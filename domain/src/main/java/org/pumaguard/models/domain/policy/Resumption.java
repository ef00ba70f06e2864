package org.pumaguard.models.domain.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.port.Partial;

/** Which pieces of an interrupted fetch need not be fetched again. */
public final class Resumption {

  private Resumption() {}

  /**
   * Where each piece already lies in the partial, as its journal says; in the order of the pieces.
   *
   * @param confirmed what the journal knows, oldest first; later lines count more
   */
  public static List<Optional<ByteRange>> of(List<Fragment> pieces, List<Partial.Piece> confirmed) {
    Set<Partial.Piece> taken = new HashSet<>();
    List<Optional<ByteRange>> places = new ArrayList<>();
    for (Fragment piece : pieces) {
      Optional<Partial.Piece> match = newest(piece, confirmed, taken);
      match.ifPresent(taken::add);
      places.add(match.map(Partial.Piece::range));
    }
    return places;
  }

  private static Optional<Partial.Piece> newest(
      Fragment piece, List<Partial.Piece> confirmed, Set<Partial.Piece> taken) {
    Partial.Piece found = null;
    for (Partial.Piece candidate : confirmed) {
      boolean fits =
          candidate.sha256().equals(piece.sha256())
              && (piece.size().isEmpty() || piece.size().getAsLong() == candidate.range().length());
      if (fits && !taken.contains(candidate)) {
        found = candidate;
      }
    }
    return Optional.ofNullable(found);
  }
}

package org.pumaguard.models.domain.fake.store;

import java.util.Optional;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.port.Partial;

/**
 * A line of a partial's journal; exactly one of the two is present.
 *
 * @param isUntilRestart whether the line is valid only until the machine restarts
 */
record JournalLine(
    Optional<FragmentRange> verified,
    Optional<Partial.Unfinished> unfinished,
    boolean isUntilRestart) {

  static JournalLine of(FragmentRange fragment) {
    return new JournalLine(Optional.of(fragment), Optional.empty(), false);
  }

  static JournalLine of(Partial.Unfinished part, boolean isUntilRestart) {
    return new JournalLine(Optional.empty(), Optional.of(part), isUntilRestart);
  }

  /** The bytes that the line names, as a range of the content. */
  ByteRange range() {
    return verified
        .map(FragmentRange::range)
        .or(
            () ->
                unfinished.map(
                    part ->
                        new ByteRange(part.base() + part.range().offset(), part.range().length())))
        .orElseThrow();
  }
}

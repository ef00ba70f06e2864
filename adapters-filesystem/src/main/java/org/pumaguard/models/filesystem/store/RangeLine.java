package org.pumaguard.models.filesystem.store;

import java.util.Optional;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Sha256;

/**
 * A line of the journal or of the index: a digest, an offset and a length, with blanks between.
 *
 * @param sha256 of the fragment, or of the content that it lies in
 */
record RangeLine(Sha256 sha256, ByteRange range) {

  /** Reads a line without its end; one that is torn says nothing. */
  static Optional<RangeLine> parse(String line) {
    String[] words = line.split(" ", -1);
    try {
      return words.length == 3
          ? Optional.of(
              new RangeLine(
                  new Sha256(words[0]),
                  new ByteRange(Long.parseLong(words[1]), Long.parseLong(words[2]))))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The line with its end. */
  @Override
  public String toString() {
    return sha256 + " " + range.offset() + " " + range.length() + "\n";
  }
}

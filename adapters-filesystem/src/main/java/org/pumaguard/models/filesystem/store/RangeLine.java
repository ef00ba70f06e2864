package org.pumaguard.models.filesystem.store;

import java.util.Optional;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Sha256;

/**
 * A line of a journal or of an index: a digest, an offset and a length, separated by spaces.
 *
 * @param sha256 the digest of the fragment, or of the content that contains it
 */
record RangeLine(Sha256 sha256, ByteRange range) {

  /** Parses a line without its newline; empty if the line is torn. */
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

  /** The line with its newline. */
  @Override
  public String toString() {
    return sha256 + " " + range.offset() + " " + range.length() + "\n";
  }
}

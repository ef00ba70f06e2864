package org.pumaguard.models.filesystem.store;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Partial;

/**
 * A journal line about an unfinished fragment: its digest, its offset in the partial, its length,
 * the offset and length of the range received, the source, the validator and the boot id for which
 * the line is valid. Fields are separated by spaces; an absent value is a dash.
 *
 * @param boot the boot for which the line is valid; empty if the bytes were forced to disk
 */
record UnfinishedLine(Partial.Unfinished begun, Optional<String> boot) {

  private static final String NONE = "-";

  /** Parses a line without its newline; empty if the line is torn. */
  static Optional<UnfinishedLine> parse(String line) {
    String[] words = line.split(" ", -1);
    if (words.length != 8) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new UnfinishedLine(
              new Partial.Unfinished(
                  new Sha256(words[0]),
                  Long.parseLong(words[1]),
                  Long.parseLong(words[2]),
                  new ByteRange(Long.parseLong(words[3]), Long.parseLong(words[4])),
                  new Sha256(words[5]),
                  word(words[6]).map(word -> URLDecoder.decode(word, StandardCharsets.UTF_8))),
              word(words[7])));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> word(String word) {
    return word.equals(NONE) ? Optional.empty() : Optional.of(word);
  }

  /** The line with its newline. */
  @Override
  public String toString() {
    return begun.fragment()
        + " "
        + begun.base()
        + " "
        + begun.total()
        + " "
        + begun.range().offset()
        + " "
        + begun.range().length()
        + " "
        + begun.source()
        + " "
        + begun
            .validator()
            .map(text -> URLEncoder.encode(text, StandardCharsets.UTF_8))
            .orElse(NONE)
        + " "
        + boot.orElse(NONE)
        + "\n";
  }
}

package org.pumaguard.models.domain.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Partial;

class ResumptionTest {

  /**
   * Pieces as {@code digest:size} ({@code ?} for an unknown size), journal lines as {@code
   * digest:offset+length}, places as {@code offset+length} ({@code -} for none).
   */
  @ParameterizedTest(name = "{0} with {1}")
  @CsvSource({
    "a:5 b:5, '', - -",
    "a:5 b:5, a:0+5, 0+5 -",
    "a:5 b:5, b:5+5 a:0+5, 0+5 5+5",
    "a:5 b:5, c:0+5, - -",
    // A journal line of another length is not this piece.
    "a:5, a:0+4, -",
    "a:?, a:0+4, 0+4",
    // Of two lines for one piece the later one counts.
    "a:5, a:0+5 a:7+5, 7+5",
    "a:5, a:7+5 a:0+4, 7+5",
    // Two pieces of the same bytes each need a place of their own.
    "a:5 a:5, a:0+5, 0+5 -",
    "a:5 a:5, a:0+5 a:5+5, 5+5 0+5",
    "a:5 b:5 a:5, a:0+5 b:5+5 a:10+5, 10+5 5+5 0+5",
    "a:0, a:3+0, 3+0"
  })
  void takesWhatTheJournalKnows(String pieces, String journal, String places) {
    List<Optional<ByteRange>> found =
        Resumption.of(
            words(pieces).map(ResumptionTest::piece).toList(),
            words(journal).map(ResumptionTest::line).toList());

    assertEquals(
        places, found.stream().map(ResumptionTest::shown).collect(Collectors.joining(" ")));
  }

  private static Stream<String> words(String text) {
    return Arrays.stream(text.split(" ", -1)).filter(word -> !word.isEmpty());
  }

  private static Fragment piece(String text) {
    String size = text.substring(2);
    return new Fragment(
        FileName.parse("piece"),
        digest(text),
        size.equals("?") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(size)));
  }

  private static Partial.Piece line(String text) {
    int plus = text.indexOf('+');
    return new Partial.Piece(
        digest(text),
        new ByteRange(
            Long.parseLong(text.substring(2, plus)), Long.parseLong(text.substring(plus + 1))));
  }

  private static Sha256 digest(String text) {
    return Sha256.parse(text.substring(0, 1).repeat(64));
  }

  private static String shown(Optional<ByteRange> place) {
    return place.map(range -> range.offset() + "+" + range.length()).orElse("-");
  }
}

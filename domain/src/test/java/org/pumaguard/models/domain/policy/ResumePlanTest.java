package org.pumaguard.models.domain.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Partial;

class ResumePlanTest {

  private static final Sha256 PIECE = Sha256.ofUtf8("fragment");
  private static final long BASE = 100;

  /** Notes as {@code total:offset+length/source/validator}. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "'', ''",
    "9:0+3/s/v, 0+3",
    // Later notes say more.
    "9:0+3/s/v 9:0+5/s/v, 0+3 0+5",
    "9:0+3/s/v 9:6+3/s/v, 0+3 6+3",
    // The file has changed, or comes from elsewhere: what was noted before is of another.
    "9:0+3/s/v 9:0+2/s/w, 0+2",
    "9:0+3/s/v 9:0+2/t/v, 0+2",
    "9:0+3/s/v 8:0+2/s/v, 0+2",
    // A note of nothing makes void what was noted before.
    "9:0+3/s/v 9:0+0/s/v, ''",
    "9:0+3/s/v 9:0+0/s/v 9:0+1/s/v, 0+1",
  })
  void knowsWhatIsThereOfAnUnfinishedFragment(String notes, String expected) {
    String found =
        ResumePlan.unfinished(PIECE, BASE, notes(notes)).stream()
            .map(part -> part.range().offset() + "+" + part.range().length())
            .collect(Collectors.joining(" "));

    assertEquals(expected, found);
  }

  @Test
  void whatLiesAtAnotherPlaceIsNoPartOfIt() {
    assertEquals(List.of(), ResumePlan.unfinished(PIECE, BASE + 1, notes("9:0+3/s/v")));
  }

  @Test
  void anotherFragmentIsNoPartOfIt() {
    assertEquals(
        List.of(), ResumePlan.unfinished(Sha256.ofUtf8("other"), BASE, notes("9:0+3/s/v")));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "'', false",
    "9:0+3/s/v, true",
    "9:0+3/s/v 9:0+0/s/v, false",
    "8:0+3/s/v, false",
  })
  void tellsWhetherThereIsAnythingToGoOnWith(String notes, boolean expected) {
    List<Fragment> fragments =
        List.of(new Fragment(FileName.parse("m.pt"), PIECE, OptionalLong.of(9)));

    assertEquals(expected, ResumePlan.canGoOn(fragments, List.of(), notes(notes)));
    assertTrue(
        ResumePlan.canGoOn(
            fragments, List.of(new FragmentRange(PIECE, new ByteRange(7, 9))), notes(notes)));
  }

  @Test
  void theNewestNoteSaysHowLongAFragmentIs() {
    assertEquals(OptionalLong.of(8), ResumePlan.size(PIECE, notes("9:0+3/s/v 8:0+3/s/v")));
    assertEquals(OptionalLong.empty(), ResumePlan.size(Sha256.ofUtf8("o"), notes("9:0+3/s/v")));
  }

  private static List<Partial.Unfinished> notes(String text) {
    return Arrays.stream(text.split(" ", -1))
        .filter(note -> !note.isEmpty())
        .map(note -> note.split("[:+/]", -1))
        .map(
            words ->
                new Partial.Unfinished(
                    PIECE,
                    BASE,
                    Long.parseLong(words[0]),
                    new ByteRange(Long.parseLong(words[1]), Long.parseLong(words[2])),
                    Sha256.ofUtf8(words[3]),
                    Optional.of(words[4])))
        .toList();
  }

  /**
   * Fragments as {@code digest:size} ({@code ?} for an unknown size), journal lines as {@code
   * digest:offset+length}, places as {@code offset+length} ({@code -} for none).
   */
  @ParameterizedTest(name = "{0} with {1}")
  @CsvSource({
    "a:5 b:5, '', - -",
    "a:5 b:5, a:0+5, 0+5 -",
    "a:5 b:5, b:5+5 a:0+5, 0+5 5+5",
    "a:5 b:5, c:0+5, - -",
    // A journal line of another length is not this fragment.
    "a:5, a:0+4, -",
    "a:?, a:0+4, 0+4",
    // Of two lines for one fragment the later one counts.
    "a:5, a:0+5 a:7+5, 7+5",
    "a:5, a:7+5 a:0+4, 7+5",
    // Two fragments of the same bytes each need a place of their own.
    "a:5 a:5, a:0+5, 0+5 -",
    "a:5 a:5, a:0+5 a:5+5, 5+5 0+5",
    "a:5 b:5 a:5, a:0+5 b:5+5 a:10+5, 10+5 5+5 0+5",
    "a:0, a:3+0, 3+0"
  })
  void findsFragmentsInTheJournal(String fragments, String journal, String places) {
    List<Optional<ByteRange>> found =
        ResumePlan.of(
            words(fragments).map(ResumePlanTest::fragment).toList(),
            words(journal).map(ResumePlanTest::line).toList());

    assertEquals(
        places, found.stream().map(ResumePlanTest::shown).collect(Collectors.joining(" ")));
  }

  private static Stream<String> words(String text) {
    return Arrays.stream(text.split(" ", -1)).filter(word -> !word.isEmpty());
  }

  private static Fragment fragment(String text) {
    String size = text.substring(2);
    return new Fragment(
        FileName.parse("fragment"),
        digest(text),
        size.equals("?") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(size)));
  }

  private static FragmentRange line(String text) {
    int plus = text.indexOf('+');
    return new FragmentRange(
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

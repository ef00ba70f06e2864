package org.pumaguard.models.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pumaguard.models.testkit.ProcessRunner;

class CellsTest {

  private static final String WIDTHS_OF_THE_C_LIBRARY =
      """
      #define _XOPEN_SOURCE 700
      #include <locale.h>
      #include <stdio.h>
      #include <wchar.h>
      int main(void) {
        if (!setlocale(LC_ALL, "C.UTF-8")) return 1;
        for (int c = 0; c < 0x110000; c++) printf("%d\\n", wcwidth(c));
        return 0;
      }
      """;

  @TempDir private Path temp;

  @ParameterizedTest
  @CsvSource({"'',0", "abc,3", "日本語,6", "e\u0301,1", "\uD83D\uDC06,2", "ｶ,1", "Ａ,2", "…,1"})
  void countsCells(String text, int cells) {
    assertEquals(cells, Cells.width(text));
  }

  @Test
  void anEmojiSelectorWidensItsCharacter() {
    assertEquals(2, Cells.width("\u2764\uFE0F"));
    assertEquals(2, Cells.width("\uD83D\uDC06\uFE0F"));
  }

  @Test
  void shortensInTheMiddle() {
    assertEquals("two_…u.h5", Cells.shortenMiddle("two_models_gpu.h5", 9, "…"));
    assertEquals("two_...u.h5", Cells.shortenMiddle("two_models_gpu.h5", 11, "..."));
    assertEquals("abc", Cells.shortenMiddle("abc", 3, "…"));
    assertEquals("ab", Cells.shortenMiddle("abc", 2, "…"));
    assertEquals("日…語", Cells.shortenMiddle("日本の言語", 6, "…"));
    assertEquals("waiting f…", Cells.shortenEnd("waiting for data", 10, "…"));
  }

  /** No character is wider on a terminal than is counted; the C library knows an older Unicode. */
  @Test
  void countsAtLeastWhatTheCLibraryCounts() throws IOException {
    assumeTrue(ProcessRunner.succeeds("gcc", "--version"), "gcc is not installed");
    Path source = Files.writeString(temp.resolve("widths.c"), WIDTHS_OF_THE_C_LIBRARY);
    Path program = temp.resolve("widths");
    ProcessRunner.check("gcc", "-o", program.toString(), source.toString());
    String[] widths =
        new ProcessRunner(temp.resolve("home")).run(program.toString()).out().split("\n", -1);
    List<String> narrower = new ArrayList<>();
    int differing = 0;
    for (int c = ' '; c < Character.MAX_CODE_POINT; c++) {
      int actual = Cells.width(Character.toString(c));
      int expected = Integer.parseInt(widths[c]);
      if (actual < expected) {
        narrower.add(Integer.toHexString(c));
      }
      differing += Character.isDefined(c) && expected >= 0 && actual != expected ? 1 : 0;
    }
    assertEquals(List.of(), narrower);
    assertTrue(differing < 300, "differing widths: " + differing);
  }

  @Property(tries = 500)
  void whatIsShortenedFits(@ForAll String text, @ForAll @IntRange(min = 0, max = 40) int cells) {
    String middle = Cells.shortenMiddle(text, cells, "…");
    String end = Cells.shortenEnd(text, cells, "...");
    assertTrue(Cells.width(middle) <= cells, middle);
    assertTrue(Cells.width(end) <= cells, end);
    assertTrue(Cells.width(text) > cells || (middle.equals(text) && end.equals(text)));
    assertTrue(Cells.width(Cells.pad(text, cells)) >= cells);
  }
}

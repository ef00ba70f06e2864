package org.pumaguard.models.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FittedTableTest {

  private static final List<List<String>> ROWS =
      List.of(
          List.of("NAME", "STATE", "SIZE", "VERSION", "SHA256"),
          List.of("two_models_gpu.h5", "cached", "910 MiB", "-", "31c5fd78bea6"),
          List.of("山獅模型.pt", "missing", "-", "-", "1f47a78bf100"));

  @ParameterizedTest
  @CsvSource({
    "60, NAME STATE SIZE VERSION SHA256",
    "57, NAME STATE SIZE SHA256",
    "49, NAME STATE SIZE SHA256",
    "48, NAME STATE SIZE",
    "35, NAME STATE SIZE",
    "34, NAME STATE",
    "20, NAME STATE"
  })
  void leavesOutEmptyColumnsThenThoseThatAreDispensable(int columns, String header) {
    assertEquals(header, lines(columns, true).get(0).replaceAll(" +", " "));
  }

  @Test
  void shortensTheFirstColumnLast() {
    assertEquals(
        List.of("NAME         STATE", "two_mo…pu.h5  cached", "山獅模型.pt   missing").get(1),
        lines(21, true).get(1));
    assertEquals("two_m...u.h5  cached", lines(21, false).get(1));
    assertEquals("two_models_gpu.h5  cached", lines(26, true).get(1));
  }

  @Test
  void noLineIsWiderThanTheTerminalAndWideNamesAreAligned() {
    for (int columns = 1; columns < 100; columns++) {
      int width = columns;
      List<String> lines = lines(columns, true);
      lines.forEach(line -> assertTrue(Cells.width(line) <= width, () -> width + ": " + line));
    }
    List<String> lines = lines(80, true);
    int column = lines.get(0).indexOf("STATE");
    assertEquals(
        "missing", Cells.clip(lines.get(2), column + 7).substring(lines.get(2).indexOf("m")));
    assertEquals(column, Cells.width(lines.get(2).substring(0, lines.get(2).indexOf("missing"))));
  }

  @Test
  void paintsCellsButNotTheHeader() {
    Screen screen = new Screen(OptionalInt.of(80), true, true);
    List<String> lines =
        new FittedTable(ROWS, screen, List.of(4, 3, 2))
            .lines((name, cell) -> name.equals("STATE") ? screen.painted("32", cell) : cell);
    assertTrue(lines.get(0).contains("STATE  "), lines::toString);
    assertTrue(lines.get(1).contains("\033[32mcached\033[0m   910 MiB"), lines::toString);
  }

  private static List<String> lines(int columns, boolean isUnicode) {
    return new FittedTable(
            ROWS, new Screen(OptionalInt.of(columns), false, isUnicode), List.of(4, 3, 2))
        .lines((name, cell) -> cell);
  }
}

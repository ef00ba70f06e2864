package org.pumaguard.models.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;

/**
 * A table for a terminal: no line is wider than it. Columns without content are left out first,
 * then those that the caller can do without; then the first column is shortened.
 */
public final class FittedTable {

  private static final int MIN_FIRST = 8;
  private static final String EMPTY = "-";

  private final List<List<String>> rows;
  private final Screen screen;
  private final List<Integer> shown;
  private final int[] widths;

  /**
   * A table with a header.
   *
   * @param rows of equal length; the first one is the header
   * @param dispensable the columns that may be left out, in this order
   */
  public FittedTable(List<List<String>> rows, Screen screen, List<Integer> dispensable) {
    this.rows = rows;
    this.screen = screen;
    this.shown = new ArrayList<>(IntStream.range(0, rows.get(0).size()).boxed().toList());
    this.widths = widths(rows);
    int columns = screen.columns().orElse(Integer.MAX_VALUE);
    List<Integer> order = new ArrayList<>(dispensable.stream().filter(this::isEmpty).toList());
    order.addAll(dispensable);
    for (Integer column : order) {
      if (total() > columns) {
        shown.remove(column);
      }
    }
    int excess = Math.max(0, total() - columns);
    widths[0] = Math.max(Math.min(MIN_FIRST, widths[0]), widths[0] - excess);
  }

  /**
   * The lines.
   *
   * @param paint receives the header and the text of each cell; returns a text of the same width
   */
  public List<String> lines(BinaryOperator<String> paint) {
    List<String> header = rows.get(0);
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      int used = 0;
      for (int column : shown) {
        String gap = used == 0 ? "" : TextTable.GAP;
        int room =
            Math.min(
                widths[column], screen.columns().orElse(Integer.MAX_VALUE) - used - gap.length());
        if (room <= 0) {
          break;
        }
        String cell = Cells.shortenMiddle(row.get(column), room, screen.ellipsis());
        boolean isLast = column == shown.get(shown.size() - 1);
        line.append(gap)
            .append(row == header ? cell : paint.apply(header.get(column), cell))
            .append(isLast ? "" : " ".repeat(room - Cells.width(cell)));
        used += gap.length() + room;
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private boolean isEmpty(int column) {
    return rows.stream().skip(1).allMatch(row -> row.get(column).equals(EMPTY));
  }

  private int total() {
    return shown.stream().mapToInt(column -> widths[column]).sum()
        + TextTable.GAP.length() * (shown.size() - 1);
  }

  private static int[] widths(List<List<String>> rows) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], Cells.width(row.get(column)));
      }
    }
    return widths;
  }
}

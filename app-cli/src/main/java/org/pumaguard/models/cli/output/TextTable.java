package org.pumaguard.models.cli.output;

import java.util.ArrayList;
import java.util.List;
import org.pumaguard.models.domain.model.SingleLine;

/**
 * A table whose columns are as wide as their widest cell. All rows have the same number of cells as
 * the first.
 */
public final class TextTable {

  static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  public TextTable row(String... cells) {
    List<String> row = new ArrayList<>(cells.length);
    for (String cell : cells) {
      row.add(SingleLine.line(cell));
    }
    rows.add(row);
    return this;
  }

  /** The rows so far. */
  public List<List<String>> rows() {
    return List.copyOf(rows);
  }

  /** All columns in full, for a pipe or for a table that may be wider than the terminal. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    int[] widths = widths();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        line.append(row.get(column));
        for (int i = Cells.width(row.get(column)); i < widths[column]; i++) {
          line.append(' ');
        }
        line.append(GAP);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private int[] widths() {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], Cells.width(row.get(column)));
      }
    }
    return widths;
  }
}

package org.pumaguard.models.cli.output;

import java.util.ArrayList;
import java.util.List;
import org.pumaguard.models.domain.model.SingleLine;

/**
 * A table whose columns are as wide as their widest cell. All rows have the same number of cells as
 * the first.
 */
public final class TextTable {

  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  public TextTable row(String... cells) {
    List<String> row = new ArrayList<>(cells.length);
    for (String cell : cells) {
      row.add(SingleLine.line(cell));
    }
    rows.add(row);
    return this;
  }

  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    int[] widths = widths();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        line.append(row.get(column));
        for (int i = length(row.get(column)); i < widths[column]; i++) {
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
        widths[column] = Math.max(widths[column], length(row.get(column)));
      }
    }
    return widths;
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}

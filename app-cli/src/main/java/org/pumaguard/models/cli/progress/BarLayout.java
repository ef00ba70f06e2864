package org.pumaguard.models.cli.progress;

import java.util.List;
import java.util.function.Function;
import org.pumaguard.models.cli.output.Cells;

/**
 * The columns of the progress area, in cells; 0 is a column that is not shown. Where the terminal
 * is too narrow, columns are left out in this order: reused bytes, speed, fragments, bytes, bar,
 * time left. The percentage is always shown.
 */
record BarLayout(
    int gap,
    int name,
    int bar,
    int percent,
    int amount,
    int fragments,
    int speed,
    int left,
    int reused) {

  /** Columns of a terminal from which on two cells separate the columns. */
  private static final int ROOMY = 80;

  private static final int MIN_BAR = 8;

  /** Widths of the bar and the name, between which the cells are divided in this order. */
  private static final int FAIR_BAR = 14;

  private static final int FAIR_NAME = 24;
  private static final int MAX_BAR = 40;

  /** Widths that most figures fit into, so that the columns do not move while figures grow. */
  static final BarLayout TYPICAL = new BarLayout(0, 0, 0, 4, 12, 0, 10, 5, 0);

  /** The widths that these lines need; no column is narrower than in this layout. */
  BarLayout including(List<BarLine> lines) {
    return new BarLayout(
        gap,
        widest(lines, BarLine::name, name),
        MAX_BAR,
        widest(lines, BarLine::percent, percent),
        widest(lines, BarLine::amount, amount),
        widest(lines, BarLine::fragments, fragments),
        widest(lines, BarLine::speed, speed),
        widest(lines, BarLine::left, left),
        widest(lines, BarLine::reused, reused));
  }

  private static int widest(List<BarLine> lines, Function<BarLine, String> column, int atLeast) {
    return Math.max(atLeast, lines.stream().map(column).mapToInt(Cells::width).max().orElse(0));
  }

  /** These columns in a line of this number of cells. */
  BarLayout fitting(int room) {
    BarLayout layout =
        new BarLayout(
            room + 1 >= ROOMY ? 2 : 1,
            Math.min(name, leastName(room)),
            MIN_BAR,
            Math.min(room, percent),
            amount,
            fragments,
            speed,
            left,
            reused);
    for (int step = 0; layout.width() > room && step <= 6; step++) {
      layout = layout.without(step);
    }
    return layout
        .withBar(FAIR_BAR, room)
        .withName(Math.min(name, FAIR_NAME), room)
        .withBar(MAX_BAR, room)
        .withName(name, room);
  }

  private static int leastName(int room) {
    return room >= 59 ? 16 : room >= 39 ? 12 : 8;
  }

  private BarLayout without(int step) {
    return new BarLayout(
        gap,
        step >= 6 ? 0 : name,
        step >= 4 ? 0 : bar,
        percent,
        step >= 3 ? 0 : amount,
        step >= 2 ? 0 : fragments,
        step >= 1 ? 0 : speed,
        step >= 5 ? 0 : left,
        0);
  }

  private BarLayout withBar(int wanted, int room) {
    int cells = bar == 0 ? 0 : bar + Math.max(0, Math.min(room - width(), wanted - bar));
    return new BarLayout(gap, name, cells, percent, amount, fragments, speed, left, reused);
  }

  private BarLayout withName(int wanted, int room) {
    int cells = name == 0 ? 0 : name + Math.max(0, Math.min(room - width(), wanted - name));
    return new BarLayout(gap, cells, bar, percent, amount, fragments, speed, left, reused);
  }

  /** The number of cells of a line. */
  int width() {
    return head()
        + column(amount)
        + column(fragments)
        + column(speed)
        + column(left)
        + column(reused);
  }

  /** The number of cells up to the percentage. */
  int head() {
    return label() + (percent > 0 && label() > 0 ? 1 : 0) + percent;
  }

  /** The number of cells of name and bar. */
  int label() {
    return name + (bar > 0 ? 1 + bar : 0);
  }

  private int column(int cells) {
    return cells > 0 ? gap + cells : 0;
  }
}

package org.pumaguard.models.cli.progress;

import java.util.ArrayList;
import java.util.List;
import org.pumaguard.models.cli.output.Cells;

/**
 * Renders the progress area. No line is wider than the terminal, whatever its text is. A column
 * never becomes narrower, so that the figures stay where they are. Not thread-safe.
 */
final class BarRenderer {

  /** One row for a line and one for the cursor. */
  private static final int MIN_ROWS = 2;

  private final BarStyle style;
  private BarLayout widths = BarLayout.TYPICAL;

  BarRenderer(BarStyle style) {
    this.style = style;
  }

  /**
   * The lines for a terminal of this size, the total last. A cell of each line and a row remain
   * free, since a character in the last cell may move the cursor to the next row.
   */
  List<String> render(BarFrame frame, TerminalSize size) {
    int room = Math.max(1, size.columns() - 1);
    int rows = Math.max(MIN_ROWS, size.rows()) - 1;
    int shown = Math.min(frame.models().size(), rows - 1);
    List<BarLine> models = frame.models().subList(0, shown).stream().map(this::visible).toList();
    int hidden = frame.models().size() - shown;
    List<BarLine> lines = new ArrayList<>(models);
    frame.total().ifPresent(total -> lines.add(total.name(frame.label(hidden, false))));
    widths = widths.including(lines);
    BarLayout layout = widths.fitting(room);
    List<String> rendered = new ArrayList<>();
    models.forEach(line -> rendered.add(model(line, layout, room)));
    frame
        .total()
        .ifPresent(total -> rendered.add(total(labelled(total, frame, hidden, layout), layout)));
    return rendered;
  }

  private static BarLine labelled(BarLine total, BarFrame frame, int hidden, BarLayout layout) {
    String label = frame.label(hidden, false);
    return total.name(Cells.width(label) <= layout.label() ? label : frame.label(hidden, true));
  }

  private BarLine visible(BarLine line) {
    return new BarLine(
        style.shown(line.name()),
        line.share(),
        line.percent(),
        line.amount(),
        line.fragments(),
        line.speed(),
        line.left(),
        line.reused(),
        style.shown(line.note()));
  }

  private String model(BarLine line, BarLayout layout, int room) {
    String name =
        Cells.pad(Cells.shortenMiddle(line.name(), layout.name(), style.ellipsis()), layout.name());
    if (line.note().isEmpty()) {
      return name + rest(line, layout);
    }
    int beside = room - layout.head() - layout.gap();
    boolean fits = Cells.width(line.note()) <= beside;
    int used = fits ? 0 : layout.bar() > 0 ? layout.bar() + 1 : 0;
    String bar = used > 0 ? "" : bar(line, layout);
    int free = beside + used;
    String note = free <= 0 ? "" : Cells.shortenEnd(line.note(), free, style.ellipsis());
    return name
        + bar
        + percent(line, layout)
        + (note.isEmpty() ? "" : " ".repeat(layout.gap()) + style.attention(note));
  }

  /** The label of the total may extend over the bar. */
  private String total(BarLine line, BarLayout layout) {
    if (layout.label() > 0 && Cells.width(line.name()) > layout.name()) {
      BarLine bare = BarLine.of("", -1, line.percent());
      String label = Cells.shortenEnd(line.name(), layout.label(), style.ellipsis());
      return Cells.pad(label, layout.label()) + percent(bare, layout) + columns(line, layout);
    }
    return Cells.pad(Cells.clip(line.name(), layout.name()), layout.name()) + rest(line, layout);
  }

  private String rest(BarLine line, BarLayout layout) {
    return bar(line, layout) + percent(line, layout) + columns(line, layout);
  }

  private String bar(BarLine line, BarLayout layout) {
    if (layout.bar() == 0) {
      return "";
    }
    return " "
        + (line.share() < 0 ? " ".repeat(layout.bar()) : style.bar(line.share(), layout.bar()));
  }

  private static String percent(BarLine line, BarLayout layout) {
    String gap = layout.label() > 0 && layout.percent() > 0 ? " " : "";
    return gap + Cells.clip(Cells.padStart(line.percent(), layout.percent()), layout.percent());
  }

  private static String columns(BarLine line, BarLayout layout) {
    String columns =
        column(line.amount(), layout.amount(), layout)
            + column(line.fragments(), layout.fragments(), layout)
            + column(line.speed(), layout.speed(), layout)
            + column(line.left(), layout.left(), layout)
            + column(line.reused(), layout.reused(), layout);
    return columns.stripTrailing();
  }

  private static String column(String text, int cells, BarLayout layout) {
    return cells == 0 ? "" : " ".repeat(layout.gap()) + Cells.padStart(text, cells);
  }
}

package org.pumaguard.models.cli.progress;

import java.util.List;
import org.pumaguard.models.cli.output.Cells;

/**
 * The last lines of a terminal, which are drawn again and again. The cursor rests at the start of
 * the row below them, so that whatever is typed or printed there disturbs no line. Yields the text
 * to write, for one write a frame. Not thread-safe.
 */
final class LiveArea {

  private static final String END_OF_LINE = "\033[K\n";
  private static final String ERASE_BELOW = "\033[J";

  /** Lines beyond the last cell are cut instead of wrapped while a terminal is made narrower. */
  private static final String NO_WRAP = "\033[?7l";

  private static final String WRAP = "\033[?7h";

  private final boolean reflows;
  private List<String> drawn = List.of();

  /**
   * An empty area.
   *
   * @param reflows whether the terminal breaks long lines when it is made narrower
   */
  LiveArea(boolean reflows) {
    this.reflows = reflows;
  }

  boolean isEmpty() {
    return drawn.isEmpty();
  }

  /** The lines on the terminal are out of reach, because another program has written below them. */
  void forget() {
    drawn = List.of();
  }

  /** The text that replaces the area; messages remain above it. Empty if nothing changes. */
  String draw(List<String> messages, List<String> lines) {
    if (messages.isEmpty() && lines.equals(drawn)) {
      return "";
    }
    StringBuilder text = new StringBuilder(up(drawn.size()));
    boolean moved = !messages.isEmpty() || drawn.isEmpty();
    if (!messages.isEmpty()) {
      text.append(drawn.isEmpty() ? "" : ERASE_BELOW);
      messages.forEach(message -> text.append(message).append('\n'));
    }
    if (!lines.isEmpty()) {
      text.append(NO_WRAP);
    }
    for (int i = 0; i < lines.size(); i++) {
      boolean same = !moved && i < drawn.size() && lines.get(i).equals(drawn.get(i));
      text.append(same ? "\n" : lines.get(i) + END_OF_LINE);
    }
    if (!lines.isEmpty()) {
      text.append(WRAP);
    }
    if (lines.size() < drawn.size() && messages.isEmpty()) {
      text.append(ERASE_BELOW);
    }
    drawn = List.copyOf(lines);
    return text.toString();
  }

  /** The text that erases the area on a terminal that now has another number of columns. */
  String resized(int columns) {
    int rows = drawn.size();
    if (reflows) {
      rows = drawn.stream().mapToInt(line -> rowsOf(line, columns)).sum();
    }
    String erase = drawn.isEmpty() ? "" : up(rows) + ERASE_BELOW;
    drawn = List.of();
    return erase;
  }

  private static int rowsOf(String line, int columns) {
    int cells = Cells.width(line.replaceAll("\033\\[[0-9;]*m", ""));
    return Math.max(1, (cells + columns - 1) / columns);
  }

  /** The text that erases the area. */
  String erase() {
    return draw(List.of(), List.of());
  }

  private static String up(int rows) {
    return rows == 0 ? "" : "\r\033[" + rows + "A";
  }
}

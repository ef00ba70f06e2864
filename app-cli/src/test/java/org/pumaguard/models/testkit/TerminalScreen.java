package org.pumaguard.models.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pumaguard.models.cli.output.Cells;

/**
 * A model of a terminal such as xterm: what is on its screen after it was fed with output. Fails at
 * a control sequence that it does not know. A line that is too long is wrapped, and counted.
 */
public final class TerminalScreen {

  private static final int TAB = 8;
  private static final Pattern SEQUENCE = Pattern.compile("\033\\[(\\??)([0-9;]*)([A-Za-z])");

  private final List<String> scrolledOff = new ArrayList<>();
  private final List<String[]> rows = new ArrayList<>();
  private int columns;
  private int height;
  private int row;
  private int column;
  private boolean isWrapPending;
  private boolean wraps = true;
  private boolean isCursorVisible = true;
  private int wrapped;
  private int cut;
  private String rest = "";

  public TerminalScreen(int columns, int rows) {
    this.columns = columns;
    this.height = rows;
    for (int i = 0; i < rows; i++) {
      this.rows.add(blank());
    }
  }

  /** Takes output; an incomplete control sequence at its end is kept until the next call. */
  public TerminalScreen feed(String output) {
    String text = rest + output;
    rest = "";
    Matcher sequence = SEQUENCE.matcher(text);
    int at = 0;
    while (at < text.length()) {
      int codePoint = text.codePointAt(at);
      if (codePoint != '\033') {
        print(codePoint);
        at += Character.charCount(codePoint);
      } else if (sequence.find(at) && sequence.start() == at) {
        control(!sequence.group(1).isEmpty(), sequence.group(2), sequence.group(3).charAt(0));
        at = sequence.end();
      } else if (Pattern.matches("\033(\\[\\??[0-9;]*)?", text.substring(at))) {
        rest = text.substring(at);
        return this;
      } else {
        throw new AssertionError("unknown sequence: " + shown(text.substring(at)));
      }
    }
    return this;
  }

  private static String shown(String text) {
    return text.substring(0, Math.min(20, text.length())).replace("\033", "ESC");
  }

  private void print(int codePoint) {
    switch (codePoint) {
      case '\r' -> moveTo(row, 0);
      case '\n' -> lineFeed();
      case '\b' -> moveTo(row, Math.max(0, column - 1));
      case '\t' -> moveTo(row, (column / TAB + 1) * TAB);
      case 7 -> {}
      default -> {
        if (codePoint < ' ' || codePoint == 0x7F) {
          throw new AssertionError("control character " + codePoint);
        }
        put(Character.toString(codePoint));
      }
    }
  }

  private void put(String character) {
    int cells = Cells.width(character);
    if (cells == 0) {
      int before = isWrapPending ? column : column - 1;
      while (before > 0 && rows.get(row)[before].isEmpty()) {
        before--;
      }
      rows.get(row)[Math.max(0, before)] += character;
      return;
    }
    if (isWrapPending || column + cells > columns) {
      overflow();
    }
    rows.get(row)[column] = character;
    if (cells == 2 && column + 1 < columns) {
      rows.get(row)[column + 1] = "";
    }
    isWrapPending = column + cells >= columns;
    column = Math.min(columns - 1, column + cells);
  }

  private void overflow() {
    if (wraps) {
      wrapped++;
      moveTo(row, 0);
      lineFeed();
    } else {
      cut++;
      moveTo(row, columns - 1);
    }
  }

  private void lineFeed() {
    isWrapPending = false;
    if (row < height - 1) {
      row++;
    } else {
      scrolledOff.add(text(rows.remove(0)));
      rows.add(blank());
    }
  }

  private void moveTo(int toRow, int toColumn) {
    isWrapPending = false;
    row = Math.min(height - 1, Math.max(0, toRow));
    column = Math.min(columns - 1, Math.max(0, toColumn));
  }

  private void control(boolean isPrivate, String parameters, char command) {
    if (isPrivate) {
      mode(parameters, command);
      return;
    }
    int number = parameters.matches("[0-9]+") ? Integer.parseInt(parameters) : 0;
    switch (command) {
      case 'A' -> moveTo(row - Math.max(1, number), column);
      case 'B' -> moveTo(row + Math.max(1, number), column);
      case 'C' -> moveTo(row, column + Math.max(1, number));
      case 'D' -> moveTo(row, column - Math.max(1, number));
      case 'K' -> erase(row, number == 0 ? column : 0, number == 1 ? column + 1 : columns);
      case 'J' -> {
        erase(row, number == 0 ? column : 0, columns);
        for (int below = number == 0 ? row + 1 : 0; below < height; below++) {
          erase(below, 0, columns);
        }
      }
      case 'm' -> {}
      default -> throw new AssertionError("unknown sequence: ESC[" + parameters + command);
    }
  }

  private void mode(String parameters, char command) {
    boolean isOn = command == 'h';
    switch (parameters) {
      case "7" -> wraps = isOn;
      case "25" -> isCursorVisible = isOn;
      default -> throw new AssertionError("unknown sequence: ESC[?" + parameters + command);
    }
  }

  private void erase(int line, int from, int to) {
    for (int i = from; i < to; i++) {
      rows.get(line)[i] = " ";
    }
  }

  /**
   * Makes the terminal larger or smaller. Lines are cut on the right, as by xterm, or, if {@code
   * reflow}, broken, as by most others; lines that have no room scroll off.
   */
  public void resize(int toColumns, int toRows, boolean reflow) {
    List<String> before = lines();
    int cursor = row;
    columns = toColumns;
    height = toRows;
    List<String[]> after = new ArrayList<>();
    int line = 0;
    for (int i = 0; i < before.size(); i++) {
      if (i == cursor) {
        line = after.size();
      }
      String left = before.get(i);
      do {
        String part = Cells.clip(left, columns);
        after.add(cells(part));
        left = left.substring(part.length());
      } while (reflow && !left.isEmpty());
    }
    while (after.size() > height && line < after.size() - 1) {
      after.remove(after.size() - 1);
    }
    while (after.size() > height) {
      scrolledOff.add(text(after.remove(0)));
      line--;
    }
    while (after.size() < height) {
      after.add(blank());
    }
    rows.clear();
    rows.addAll(after);
    moveTo(line, column);
  }

  private String[] cells(String text) {
    String[] cells = blank();
    TerminalScreen line = new TerminalScreen(columns, 1);
    line.feed(text);
    System.arraycopy(line.rows.get(0), 0, cells, 0, columns);
    return cells;
  }

  private String[] blank() {
    String[] cells = new String[columns];
    Arrays.fill(cells, " ");
    return cells;
  }

  private static String text(String[] cells) {
    return String.join("", cells).stripTrailing();
  }

  /** The rows on the screen, without spaces at their ends. */
  public List<String> lines() {
    return rows.stream().map(TerminalScreen::text).toList();
  }

  /** All lines up to the last one that is not empty, those that have scrolled off first. */
  public List<String> history() {
    List<String> all = new ArrayList<>(scrolledOff);
    all.addAll(lines());
    while (!all.isEmpty() && all.get(all.size() - 1).isEmpty()) {
      all.remove(all.size() - 1);
    }
    return all;
  }

  /** The number of times that a line was too long. */
  public int wrapped() {
    return wrapped + cut;
  }

  public int cursorRow() {
    return row;
  }

  public int cursorColumn() {
    return column;
  }

  /** Whether the cursor is visible and long lines wrap, as a program has found it. */
  public boolean isRestored() {
    return isCursorVisible && wraps;
  }

  @Override
  public String toString() {
    return String.join("\n", history());
  }
}

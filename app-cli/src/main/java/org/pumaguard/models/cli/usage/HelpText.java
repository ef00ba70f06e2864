package org.pumaguard.models.cli.usage;

import java.util.ArrayList;
import java.util.List;
import org.pumaguard.models.cli.settings.Option;

/** A help page of at most 80 columns: paragraphs, and sections of terms with their descriptions. */
public final class HelpText {

  /** The width that fits every terminal. */
  public static final int COLUMNS = 80;

  private static final String GAP = "  ";

  private final List<String> lines = new ArrayList<>();
  private final int termColumns;

  /**
   * An empty page.
   *
   * @param termColumns the width of the terms; the description of a longer one begins on the next
   *     line
   */
  public HelpText(int termColumns) {
    this.termColumns = termColumns;
  }

  /** Adds a line as it is. */
  public HelpText line(String text) {
    lines.add(text);
    return this;
  }

  /** Adds a paragraph, broken into lines. */
  public HelpText paragraph(String text) {
    lines.addAll(broken(text, COLUMNS));
    return this;
  }

  /** Begins a section. */
  public HelpText section(String title) {
    return line("").line(title + ":");
  }

  /** Adds a term and its description. */
  public HelpText term(String term, String description) {
    String indent = " ".repeat(GAP.length() + termColumns + GAP.length());
    List<String> text = broken(description, COLUMNS - indent.length());
    int from = 0;
    if (term.length() > termColumns) {
      lines.add(GAP + term);
    } else {
      lines.add(GAP + term + " ".repeat(termColumns - term.length()) + GAP + text.get(0));
      from = 1;
    }
    text.subList(from, text.size()).forEach(line -> lines.add(indent + line));
    return this;
  }

  /** Adds an option with its description, its default and its environment variable. */
  public HelpText option(Option option) {
    String variable = option.environmentVariable();
    return term(
        names(option), option.description() + (variable.isEmpty() ? "" : " [" + variable + "]"));
  }

  /** The names of an option and its value, such as {@code -j, --parallel N}. */
  public static String names(Option option) {
    return (option.shortName().isEmpty() ? "    " : option.shortName() + ", ")
        + option.longName()
        + (option.label().isEmpty() ? "" : " " + option.label());
  }

  /** The page; each line ends with a line feed. */
  @Override
  public String toString() {
    return String.join("\n", lines) + "\n";
  }

  private static List<String> broken(String text, int columns) {
    List<String> broken = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (line.length() > 0 && line.length() + 1 + word.length() > columns) {
        broken.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    broken.add(line.toString());
    return broken;
  }
}

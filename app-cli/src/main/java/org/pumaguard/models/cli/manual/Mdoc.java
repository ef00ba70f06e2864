package org.pumaguard.models.cli.manual;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Text in the language of mdoc(7). */
final class Mdoc {

  private static final int WIDTH = 76;

  private final StringBuilder page = new StringBuilder();

  /** Adds a macro with its arguments, which are in mdoc already. */
  Mdoc macro(String line) {
    page.append('.').append(line).append('\n');
    return this;
  }

  /** Adds plain text: each sentence begins a line, and no line is long. */
  Mdoc text(String text) {
    for (String sentence : text.strip().split("(?<=[.!?]\\)?) +(?=[A-Z$(-])", -1)) {
      StringBuilder line = new StringBuilder();
      for (String word : escaped(sentence).strip().split(" +", -1)) {
        if (line.length() + word.length() > WIDTH) {
          line(line.toString());
          line.setLength(0);
        }
        line.append(line.isEmpty() ? "" : " ").append(word);
      }
      line(line.toString());
    }
    return this;
  }

  private void line(String text) {
    boolean isMacro = text.startsWith(".") || text.startsWith("'");
    page.append(isMacro ? "\\&" : "").append(text).append('\n');
  }

  /** Adds lines that are printed as they are. */
  Mdoc literal(Iterable<String> lines) {
    macro("Bd -literal -offset indent");
    for (String line : lines) {
      line(escaped(line));
    }
    return macro("Ed");
  }

  /** Names of options with their value, as arguments of a macro: {@code Fl o , Fl -output Ar x}. */
  static String option(String[] names, String label) {
    return Arrays.stream(names)
            .map(name -> "Fl " + escaped(name.substring(1)))
            .collect(Collectors.joining(" , "))
        + (label.isEmpty() ? "" : " " + argument(label));
  }

  /** A value, as arguments of a macro. */
  static String argument(String label) {
    return "Ar "
        + escaped(label).replace("...", " ...").replace(",", "\\&,").replace("|", " | ").strip();
  }

  /** Text whose characters have no meaning in mdoc. */
  static String escaped(String text) {
    return text.replace("\\", "\\e").replace("…", "...").replace("-", "\\-");
  }

  @Override
  public String toString() {
    return page.toString();
  }
}

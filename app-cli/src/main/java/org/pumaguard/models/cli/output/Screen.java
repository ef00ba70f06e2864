package org.pumaguard.models.cli.output;

import java.util.OptionalInt;
import org.pumaguard.models.cli.settings.ProcessEnvironment;

/**
 * The terminal on standard output, if it is one.
 *
 * @param columns its width; empty for a pipe or a file, whose text is never shortened
 * @param isColoured whether colours and symbols are wanted
 * @param isUnicode whether it shows more than ASCII
 */
public record Screen(OptionalInt columns, boolean isColoured, boolean isUnicode) {

  /** The terminal of a process. */
  public static Screen of(ProcessEnvironment environment) {
    OptionalInt columns = environment.outputColumns();
    return new Screen(
        columns, columns.isPresent() && environment.wantsColour(), environment.terminalIsUnicode());
  }

  /** Whether a person reads the output. */
  public boolean isTerminal() {
    return columns.isPresent();
  }

  /** What stands for the omitted part of a shortened text. */
  public String ellipsis() {
    return isUnicode ? "…" : "...";
  }

  /** The text in a colour (an SGR parameter), or as it is. */
  public String painted(String colour, String text) {
    return isColoured ? "\033[" + colour + "m" + text + "\033[0m" : text;
  }
}

package org.pumaguard.models.cli.progress;

import java.util.List;
import java.util.OptionalInt;
import org.pumaguard.models.cli.settings.ProcessEnvironment;

/**
 * The terminal on which bars are drawn.
 *
 * @param size at the start
 * @param style its characters and colours
 * @param reflows whether it breaks long lines when it is made narrower
 * @param isReal whether there is one; without, as in a file, its size never changes
 */
record BarTerminal(TerminalSize size, BarStyle style, boolean reflows, boolean isReal) {

  private static final int DEFAULT_COLUMNS = 80;
  private static final int DEFAULT_ROWS = 24;

  /** Variables of terminals that break long lines when they are made narrower; xterm does not. */
  private static final List<String> REFLOWING =
      List.of(
          "TMUX",
          "VTE_VERSION",
          "KITTY_WINDOW_ID",
          "ALACRITTY_WINDOW_ID",
          "KONSOLE_VERSION",
          "WT_SESSION",
          "TERM_PROGRAM");

  static BarTerminal of(ProcessEnvironment surroundings) {
    OptionalInt columns = surroundings.terminalColumns();
    return new BarTerminal(
        new TerminalSize(
            columns.orElse(DEFAULT_COLUMNS), surroundings.terminalRows().orElse(DEFAULT_ROWS)),
        new BarStyle(surroundings.terminalIsUnicode(), surroundings.wantsColour()),
        REFLOWING.stream().anyMatch(name -> surroundings.variable(name).isPresent()),
        columns.isPresent());
  }
}

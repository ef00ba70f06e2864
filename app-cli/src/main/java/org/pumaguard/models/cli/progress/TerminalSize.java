package org.pumaguard.models.cli.progress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The size of a terminal in cells. */
record TerminalSize(int columns, int rows) {

  private static final int TIMEOUT_SECONDS = 2;

  /** The size of the terminal on standard error, by stty; empty if that cannot tell. */
  static Optional<TerminalSize> current() {
    try {
      Process stty =
          new ProcessBuilder("sh", "-c", "exec stty size <&2 2>/dev/null")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return stty.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) ? parse(answer) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Parses rows and columns, as stty prints them. A terminal of an unknown size reports zeros. */
  static Optional<TerminalSize> parse(String rowsAndColumns) {
    String[] numbers = rowsAndColumns.strip().split(" ", -1);
    if (numbers.length != 2 || !rowsAndColumns.strip().matches("[0-9]{1,5} [0-9]{1,5}")) {
      return Optional.empty();
    }
    TerminalSize size =
        new TerminalSize(Integer.parseInt(numbers[1]), Integer.parseInt(numbers[0]));
    return size.columns() > 0 && size.rows() > 0 ? Optional.of(size) : Optional.empty();
  }
}

package org.pumaguard.models.cli.progress;

import java.util.OptionalInt;
import org.pumaguard.models.cli.output.Console;
import org.pumaguard.models.cli.settings.OutputSettings;
import org.pumaguard.models.cli.settings.ProcessEnvironment;
import org.pumaguard.models.domain.port.Progress;

/** Shows progress on standard error. Closing the display restores the terminal. */
public abstract class ProgressDisplay implements Progress, AutoCloseable {

  private static final int DEFAULT_WIDTH = 80;

  private final Console console;

  ProgressDisplay(Console console) {
    this.console = console;
  }

  /** Creates the display that the settings select. */
  public static ProgressDisplay of(
      OutputSettings settings, Console console, ProcessEnvironment surroundings) {
    OptionalInt width = surroundings.terminalColumns();
    if (settings.quiet()) {
      return new Silent(console);
    }
    return switch (settings.progress()) {
      case NONE -> new Silent(console);
      case JSON -> new JsonProgress(console);
      case PLAIN -> new PlainProgress(console, settings.verbose());
      case BAR -> new BarProgress(console, width.orElse(DEFAULT_WIDTH));
      case AUTO ->
          width.isPresent()
              ? new BarProgress(console, width.getAsInt())
              : new PlainProgress(console, settings.verbose());
    };
  }

  Console console() {
    return console;
  }

  @Override
  public void warn(String message) {
    console.warning(message);
  }

  @Override
  public void close() {}

  /** Shows warnings only. */
  private static final class Silent extends ProgressDisplay {

    Silent(Console console) {
      super(console);
    }

    @Override
    public void on(Event event) {}
  }
}

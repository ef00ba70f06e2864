package org.pumaguard.models.cli.progress;

import java.util.Optional;
import java.util.function.Supplier;
import org.pumaguard.models.cli.output.Console;

/**
 * Shows bars on a terminal. What draws them is created by the first event, since most commands have
 * none.
 */
final class BarProgress extends ProgressDisplay {

  private final Supplier<BarTerminal> terminal;
  private Optional<Bars> bars = Optional.empty();

  BarProgress(Console console, Supplier<BarTerminal> terminal) {
    super(console);
    this.terminal = terminal;
  }

  @Override
  public void on(Event event) {
    bars().on(event);
  }

  @Override
  public void on(Work work) {
    bars().on(work);
  }

  private synchronized Bars bars() {
    if (bars.isEmpty()) {
      bars = Optional.of(Bars.start(console(), terminal.get()));
    }
    return bars.get();
  }

  @Override
  public synchronized void close() {
    bars.ifPresent(Bars::close);
  }
}

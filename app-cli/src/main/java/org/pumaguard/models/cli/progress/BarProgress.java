package org.pumaguard.models.cli.progress;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.cli.output.Console;
import org.pumaguard.models.cli.settings.ProcessEnvironment;

/**
 * Shows bars on a terminal. What draws them is created by the first event, since most commands have
 * none.
 */
final class BarProgress extends ProgressDisplay {

  private static final Duration LONG = Duration.ofSeconds(1);

  private final ProcessEnvironment surroundings;
  private Optional<Bars> bars = Optional.empty();
  private Optional<Work> call = Optional.empty();
  private OptionalLong firstWork = OptionalLong.empty();

  BarProgress(Console console, ProcessEnvironment surroundings) {
    super(console);
    this.surroundings = surroundings;
  }

  @Override
  public void on(Event event) {
    if (isTransfer(event)) {
      bars().on(event);
    }
  }

  /** A file on disk that was found to be right or wrong is no transfer. */
  private synchronized boolean isTransfer(Event event) {
    return bars.isPresent()
        || switch (event.kind()) {
          case STARTED, PROGRESS, REUSED, RETRY, SOURCE_SWITCHED -> true;
          case VERIFIED, FINISHED, FAILED -> false;
        };
  }

  /** Work that is done within a second has no bar, and neither has a call that fetches nothing. */
  @Override
  public void on(Work work) {
    if (isWorthABar(work)) {
      bars().on(work);
    }
  }

  private synchronized boolean isWorthABar(Work work) {
    if (bars.isPresent()) {
      return true;
    }
    if (work.model().isEmpty()) {
      call = Optional.of(work);
    }
    long now = System.nanoTime();
    if (firstWork.isEmpty()) {
      firstWork = OptionalLong.of(now);
    }
    return work.kind() != WorkKind.ENSURE && now - firstWork.getAsLong() > LONG.toNanos();
  }

  private synchronized Bars bars() {
    if (bars.isEmpty()) {
      Bars started = Bars.start(console(), BarTerminal.of(surroundings));
      if (call.isPresent()) {
        started.on(call.get());
      }
      bars = Optional.of(started);
    }
    return bars.get();
  }

  @Override
  public synchronized void close() {
    // A method reference would load the class for commands without bars.
    if (bars.isPresent()) {
      bars.get().close();
    }
  }
}

package org.pumaguard.models.cli.progress;

import java.time.Duration;
import org.pumaguard.models.cli.output.Console;
import org.pumaguard.models.cli.settings.ByteSizes;
import org.pumaguard.models.domain.model.SingleLine;

/** Writes a line at most every five seconds, and a line for each unusual event. */
final class PlainProgress extends ProgressDisplay {

  private static final Duration LINE_EVERY = Duration.ofSeconds(5);

  private final TransferTotals transfers = new TransferTotals();
  private final boolean verbose;
  private long lastLine = System.nanoTime();

  PlainProgress(Console console, boolean verbose) {
    super(console);
    this.verbose = verbose;
  }

  @Override
  public synchronized void on(Event event) {
    transfers.on(event);
    switch (event.kind()) {
      case RETRY, SOURCE_SWITCHED -> line(unusual(event));
      case REUSED, VERIFIED, STARTED, FINISHED -> {
        if (verbose) {
          line(event.kind().text() + " " + what(event));
        }
      }
      case PROGRESS -> count();
      case FAILED -> {}
    }
  }

  private void count() {
    long now = System.nanoTime();
    if (now - lastLine >= LINE_EVERY.toNanos() && !transfers.isIdle()) {
      lastLine = now;
      TransferTotals.Transfer sum = transfers.sum();
      double speed = transfers.speed();
      String of = sum.total().isPresent() ? " of " + ByteSizes.bytes(sum.total().getAsLong()) : "";
      String left =
          TransferTotals.left(sum, speed)
              .map(time -> ", " + ByteSizes.time(time) + " left")
              .orElse("");
      line(
          transfers.names()
              + ": "
              + ByteSizes.bytes(sum.bytes())
              + of
              + ", "
              + ByteSizes.speed(speed)
              + left);
    }
  }

  static String unusual(Event event) {
    String verb = event.kind() == Kind.RETRY ? "trying again" : "trying another source";
    return what(event)
        + ": "
        + verb
        + event.source().map(source -> " (" + source + ")").orElse("")
        + event.reason().map(reason -> ": " + reason).orElse("");
  }

  private static String what(Event event) {
    String model = event.model().value();
    return event
        .fragment()
        .map(Object::toString)
        .filter(fragment -> !fragment.equals(model))
        .map(fragment -> model + " " + fragment)
        .orElse(model);
  }

  private void line(String text) {
    console().err().println(SingleLine.line(text));
  }
}

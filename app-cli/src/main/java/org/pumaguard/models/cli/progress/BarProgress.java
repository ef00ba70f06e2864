package org.pumaguard.models.cli.progress;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.pumaguard.models.cli.output.Console;
import org.pumaguard.models.cli.settings.ByteSizes;
import org.pumaguard.models.domain.model.SingleLine;

/** Redraws one progress line ten times a second. Lines of finished models stay above it. */
final class BarProgress extends ProgressDisplay {

  private static final Duration DRAW_EVERY = Duration.ofMillis(100);
  private static final String ERASE = "\r\033[K";
  private static final int MIN_BAR = 10;
  private static final int MAX_BAR = 30;

  private final TransferTotals transfers = new TransferTotals();
  private final int width;
  private final Thread atExit = new Thread(this::erase);
  private long lastDrawn;
  private boolean drawn;

  BarProgress(Console console, int width) {
    super(console);
    this.width = width;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  @Override
  public synchronized void on(Event event) {
    Optional<TransferTotals.Transfer> before = transfers.of(event.model());
    transfers.on(event);
    switch (event.kind()) {
      case PROGRESS, STARTED -> draw();
      case RETRY, SOURCE_SWITCHED -> above(PlainProgress.unusual(event));
      case FINISHED -> before.ifPresent(transfer -> above(finished(event, transfer)));
      case FAILED -> erase();
      case REUSED, VERIFIED -> {}
    }
  }

  @Override
  public synchronized void warn(String message) {
    erase();
    super.warn(message);
  }

  @Override
  public void close() {
    erase();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The JVM is shutting down: the hook has run or is about to run.
      return;
    }
  }

  private static String finished(Event event, TransferTotals.Transfer transfer) {
    double seconds = (System.nanoTime() - transfer.startedAt()) / 1e9;
    long bytes = event.bytes().orElse(0);
    return String.format(
        Locale.ROOT,
        "%s: %s in %.1f s (%s)",
        event.model(),
        ByteSizes.bytes(bytes),
        seconds,
        ByteSizes.speed(bytes / Math.max(seconds, 0.001)));
  }

  private void above(String text) {
    erase();
    console().err().println(SingleLine.line(text));
  }

  private synchronized void erase() {
    if (drawn) {
      drawn = false;
      console().err().print(ERASE);
      console().err().flush();
    }
  }

  private void draw() {
    long now = System.nanoTime();
    if (transfers.isIdle() || now - lastDrawn < DRAW_EVERY.toNanos()) {
      return;
    }
    lastDrawn = now;
    drawn = true;
    console().err().print(ERASE + line());
    console().err().flush();
  }

  private String line() {
    TransferTotals.Transfer sum = transfers.sum();
    double speed = transfers.speed();
    String figures = figures(sum, speed);
    String names = transfers.names();
    int room = width - 1 - figures.length() - 1;
    int nameWidth = Math.min(names.length(), Math.max(0, room - MIN_BAR - 3));
    String name = nameWidth < 4 ? "" : shortened(names, nameWidth) + " ";
    String bar = bar(sum, Math.min(MAX_BAR, room - name.length() - 2));
    String line = name + bar + figures;
    return line.length() < width ? line : line.substring(0, Math.max(0, width - 1));
  }

  private static String figures(TransferTotals.Transfer sum, double speed) {
    String of = sum.total().isPresent() ? "/" + ByteSizes.bytes(sum.total().getAsLong()) : "";
    String eta =
        TransferTotals.left(sum, speed).map(time -> "  ETA " + ByteSizes.time(time)).orElse("");
    return ByteSizes.bytes(sum.bytes()) + of + "  " + ByteSizes.speed(speed) + eta;
  }

  private static String bar(TransferTotals.Transfer sum, int length) {
    if (length < MIN_BAR || sum.total().isEmpty() || sum.total().getAsLong() == 0) {
      return "";
    }
    double share = Math.min(1.0, (double) sum.bytes() / sum.total().getAsLong());
    int filled = (int) (share * length);
    return "[" + "#".repeat(filled) + "-".repeat(length - filled) + "] ";
  }

  private static String shortened(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length - 1) + "~";
  }
}

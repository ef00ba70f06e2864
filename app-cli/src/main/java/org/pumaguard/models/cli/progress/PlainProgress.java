package org.pumaguard.models.cli.progress;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pumaguard.models.cli.output.Console;
import org.pumaguard.models.domain.model.SingleLine;

/**
 * Writes lines for a log: one for each finished model, and at most every five seconds one with the
 * sum of all transfers. A wait is part of that line, or is a line of its own if the last one is
 * older than that.
 */
final class PlainProgress extends ProgressDisplay {

  private static final Duration LINE_EVERY = Duration.ofSeconds(5);
  private static final Duration SAMPLE_EVERY = Duration.ofMillis(100);

  private final Transfers transfers = new Transfers();
  private final boolean verbose;
  private final long startedAt = System.nanoTime();
  private long lastLine = startedAt;
  private long lastSample = startedAt;
  private boolean hasToldOfWait;

  PlainProgress(Console console, boolean verbose) {
    super(console);
    this.verbose = verbose;
  }

  @Override
  public synchronized void on(Event event) {
    long now = System.nanoTime();
    if (event.kind() == Kind.FINISHED || event.kind() == Kind.FAILED) {
      transfers.ending(event, now).ifPresent(ending -> line(ending.name() + ": " + ending.text()));
    }
    transfers.on(event, now);
    switch (event.kind()) {
      case RETRY, SOURCE_SWITCHED -> wait(event, now);
      case STARTED, REUSED, VERIFIED -> {
        if (verbose) {
          line(event.text());
        }
      }
      case PROGRESS -> count(now);
      case FINISHED, FAILED -> {}
    }
  }

  @Override
  public synchronized void on(Work work) {
    long now = System.nanoTime();
    transfers.on(work, now);
    count(now);
  }

  /** The first wait is told at once, each one if every event is. */
  private void wait(Event event, long now) {
    if (verbose) {
      line(event.text());
    } else if (!hasToldOfWait) {
      hasToldOfWait = true;
      lastLine = now;
      waits(transfers.frame(now)).ifPresent(this::line);
    } else {
      count(now);
    }
  }

  private void count(long now) {
    if (now - lastSample >= SAMPLE_EVERY.toNanos()) {
      lastSample = now;
      transfers.sample(now);
    }
    if (now - lastLine >= LINE_EVERY.toNanos()) {
      BarFrame frame = transfers.frame(now);
      if (!frame.models().isEmpty()) {
        lastLine = now;
        line(text(frame));
      }
    }
  }

  /** The only model, or the sum of all; then a wait. */
  private static String text(BarFrame frame) {
    BarLine only = frame.models().get(0);
    boolean isOne = frame.models().size() == 1 && frame.requested() <= 1;
    BarLine line = isOne ? only : frame.total().orElse(only);
    String name = isOne ? only.name() : frame.label(0, false);
    String figures =
        Stream.of(
                line.amount().replace("/", " of ")
                    + (line.percent().isEmpty() ? "" : " (" + line.percent() + ")"),
                line.speed(),
                line.left().isEmpty() ? "" : line.left() + " left")
            .filter(figure -> !figure.isEmpty())
            .collect(Collectors.joining(", "));
    return name + ": " + figures + waits(frame).map(wait -> "; " + wait).orElse("");
  }

  /** The first model that waits, and why. */
  private static Optional<String> waits(BarFrame frame) {
    return frame.models().stream()
        .filter(line -> !line.note().isEmpty())
        .findFirst()
        .map(line -> line.name() + ": " + line.note());
  }

  private void line(String text) {
    console().err().println(SingleLine.line(text));
  }
}

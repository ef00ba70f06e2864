package org.pumaguard.models.cli.progress;

import org.pumaguard.models.domain.model.SingleLine;
import org.pumaguard.models.domain.port.Progress.Work;
import org.pumaguard.models.domain.port.Progress.WorkKind;

/** The line of work that fetches nothing, such as the verification of a model. Not thread-safe. */
final class WorkLine {

  private final SpeedWindow window;
  private Work work;

  WorkLine(Work work, long now) {
    this.work = work;
    this.window = new SpeedWindow(now);
  }

  void on(Work latest) {
    work = latest;
  }

  /** Takes a sample of the speed. */
  void sample(long now) {
    window.sample(now, work.done());
  }

  /** Whether nothing is left to do. */
  boolean isDone() {
    return work.total().isPresent() && work.done() >= work.total().getAsLong();
  }

  boolean countsBytes() {
    return work.kind() != WorkKind.REMOVE;
  }

  Pace pace() {
    return new Pace(work.done(), work.total(), false, window.speed());
  }

  BarLine line() {
    Pace pace = pace();
    String name = work.model().map(model -> SingleLine.line(model.value())).orElse(verb());
    BarLine line =
        BarLine.of(name, pace.share(), pace.percent())
            .fragments(work.model().isPresent() ? verb() : "");
    return countsBytes()
        ? line.amount(pace.amount()).pace(pace.perSecond(), pace.remaining())
        : line.amount(counted()).pace("", pace.remaining());
  }

  private String counted() {
    return work.total().isPresent()
        ? work.done() + "/" + work.total().getAsLong()
        : String.valueOf(work.done());
  }

  String verb() {
    return switch (work.kind()) {
      case VERIFY -> "verifying";
      case BUNDLE -> "bundling";
      case IMPORT -> "importing";
      case REMOVE -> "removing";
      case ENSURE -> "fetching";
    };
  }
}

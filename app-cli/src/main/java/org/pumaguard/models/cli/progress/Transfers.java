package org.pumaguard.models.cli.progress;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.SingleLine;
import org.pumaguard.models.domain.port.Progress.Event;
import org.pumaguard.models.domain.port.Progress.Kind;
import org.pumaguard.models.domain.port.Progress.Work;
import org.pumaguard.models.domain.port.Progress.WorkKind;

/**
 * The transfers and other work of one run, from its events. Times are those of {@link
 * System#nanoTime}. Not thread-safe; the owner synchronises.
 */
final class Transfers {

  private final Map<ModelName, ModelTransfer> active = new LinkedHashMap<>();
  private final Works works = new Works();
  private int started;
  private int finished;
  private int failed;
  private int requested;
  private int settled;
  private long endedBytes;

  void on(Event event, long now) {
    works.verified(event.model());
    switch (event.kind()) {
      case FINISHED, FAILED -> end(event);
      case STARTED, PROGRESS, REUSED, RETRY, SOURCE_SWITCHED -> transfer(event, now);
      case VERIFIED -> {
        if (active.containsKey(event.model())) {
          transfer(event, now);
        }
      }
    }
  }

  private void transfer(Event event, long now) {
    ModelTransfer known = active.get(event.model());
    if (known == null) {
      started++;
      known = new ModelTransfer(event.model(), now);
      active.put(event.model(), known);
    }
    known.on(event, now);
  }

  private void end(Event event) {
    ModelTransfer transfer = active.remove(event.model());
    if (event.kind() == Kind.FAILED) {
      failed++;
    } else {
      finished++;
    }
    if (transfer != null) {
      endedBytes += transfer.amount().bytes();
    }
  }

  /** Those that are available; what was cached before has no events. */
  private int done() {
    return Math.max(finished, settled - failed);
  }

  void on(Work work, long now) {
    if (work.kind() == WorkKind.ENSURE) {
      requested = (int) work.total().orElse(0);
      settled = Math.max(settled, (int) work.done());
      return;
    }
    if (work.kind() == WorkKind.VERIFY && work.model().isPresent()) {
      ModelTransfer transfer = active.get(work.model().get());
      if (transfer != null) {
        transfer.verifying(
            new Pace(work.done(), work.total(), false, OptionalDouble.empty()).percent());
        return;
      }
    }
    works.on(work, now);
  }

  /** What the event of a finished model says in one line; empty if nothing was transferred. */
  Optional<Ending> ending(Event event, long now) {
    ModelTransfer transfer = active.get(event.model());
    if (transfer == null) {
      return Optional.empty();
    }
    transfer.on(event, now);
    if (event.kind() == Kind.FINISHED) {
      return Optional.of(new Ending(transfer.name(), transfer.summary(now), true));
    }
    // The error of the last one follows at once.
    return active.size() == 1
        ? Optional.empty()
        : Optional.of(
            new Ending(
                transfer.name(),
                "failed" + event.reason().map(why -> ": " + SingleLine.line(why)).orElse(""),
                false));
  }

  boolean isIdle() {
    return active.isEmpty() && works.isEmpty();
  }

  /** Takes a sample of each speed. */
  void sample(long now) {
    active.values().forEach(transfer -> transfer.sample(now));
    works.sample(now);
  }

  /** The area at this time. */
  BarFrame frame(long now) {
    List<BarLine> lines = new ArrayList<>();
    active.values().forEach(transfer -> lines.add(transfer.line(now)));
    lines.addAll(works.lines());
    if (lines.isEmpty()) {
      return BarFrame.EMPTY;
    }
    if (active.isEmpty()) {
      return new BarFrame(lines, works.sum().map(Transfers::line), 0, 0);
    }
    return new BarFrame(lines, Optional.of(line(sum())), done(), Math.max(requested, started));
  }

  private static BarLine line(Pace pace) {
    return BarLine.of("", pace.share(), pace.percent())
        .amount(pace.amount())
        .pace(pace.perSecond(), pace.remaining());
  }

  /** The sum of all models that were asked for. Unknown totals count as the mean of the others. */
  Pace sum() {
    int ended = finished + failed;
    int pending = requested - Math.max(settled, ended) - active.size();
    return Pace.sum(
        active.values().stream().map(ModelTransfer::pace).toList(),
        endedBytes,
        ended,
        Math.max(0, pending));
  }

  /** The end of a transfer. */
  record Ending(String name, String text, boolean available) {}
}

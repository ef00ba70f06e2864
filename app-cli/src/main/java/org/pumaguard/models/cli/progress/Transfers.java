package org.pumaguard.models.cli.progress;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
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
  private final Map<String, WorkLine> works = new LinkedHashMap<>();
  private int started;
  private int requested;
  private int done;
  private long doneBytes;
  private int doneWithBytes;

  void on(Event event, long now) {
    works.remove(key(WorkKind.VERIFY, Optional.of(event.model())));
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
    done += event.kind() == Kind.FINISHED ? 1 : 0;
    if (transfer != null) {
      doneBytes += transfer.amount().bytes();
      doneWithBytes++;
    }
  }

  void on(Work work, long now) {
    if (work.kind() == WorkKind.VERIFY && work.model().isPresent()) {
      ModelTransfer transfer = active.get(work.model().get());
      if (transfer != null) {
        transfer.verifying(
            new Pace(work.done(), work.total(), false, OptionalDouble.empty()).percent());
        return;
      }
    }
    String key = key(work.kind(), work.model());
    if (work.total().isPresent() && work.done() >= work.total().getAsLong()) {
      works.remove(key);
    } else {
      works.computeIfAbsent(key, first -> new WorkLine(work, now)).on(work);
    }
  }

  private static String key(WorkKind kind, Optional<ModelName> model) {
    return kind + " " + model.map(ModelName::value).orElse("");
  }

  /** So many models are asked for, and so many of them are available. */
  void requested(int models, int available) {
    requested = models;
    done = available;
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
    works.values().forEach(work -> work.sample(now));
  }

  /** The area at this time. */
  BarFrame frame(long now) {
    List<BarLine> lines = new ArrayList<>();
    active.values().forEach(transfer -> lines.add(transfer.line(now)));
    List<WorkLine> shown = works.values().stream().filter(work -> work.isLong(now)).toList();
    shown.forEach(work -> lines.add(work.line()));
    if (lines.isEmpty()) {
      return BarFrame.EMPTY;
    }
    if (active.isEmpty()) {
      return new BarFrame(lines, lines.size() == 1 ? Optional.empty() : workTotal(shown), 0, 0);
    }
    return new BarFrame(lines, Optional.of(line(sum())), done, Math.max(requested, started));
  }

  private static Optional<BarLine> workTotal(List<WorkLine> works) {
    List<Pace> paces =
        works.stream().filter(WorkLine::countsBytes).map(WorkLine::pace).toList();
    return Optional.of(line(sum(paces, 0, 0, 0)));
  }

  private static BarLine line(Pace pace) {
    return BarLine.of("", pace.share(), pace.percent())
        .amount(pace.amount())
        .pace(pace.perSecond(), pace.remaining());
  }

  /** The sum of all models that were asked for. Unknown totals count as the mean of the others. */
  Pace sum() {
    int pending = Math.max(0, requested - done - active.size());
    return sum(
        active.values().stream().map(ModelTransfer::pace).toList(),
        doneBytes,
        doneWithBytes,
        pending);
  }

  private static Pace sum(List<Pace> paces, long bytes, int known, int unknown) {
    long all = bytes;
    long total = bytes;
    int with = known;
    int without = unknown;
    boolean estimated = false;
    double speed = 0;
    boolean measured = false;
    for (Pace pace : paces) {
      all += pace.bytes();
      total += pace.total().orElse(0);
      with += pace.total().isPresent() ? 1 : 0;
      without += pace.total().isPresent() ? 0 : 1;
      estimated |= pace.estimated();
      speed += pace.speed().orElse(0);
      measured |= pace.speed().isPresent();
    }
    OptionalLong sum =
        with == 0
            ? OptionalLong.empty()
            : OptionalLong.of(Math.max(all, total + total / with * without));
    return new Pace(
        all,
        sum,
        estimated || without > 0,
        measured ? OptionalDouble.of(speed) : OptionalDouble.empty());
  }

  /** The end of a transfer. */
  record Ending(String name, String text, boolean available) {}
}

package org.pumaguard.models.cli.progress;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.Progress.Work;
import org.pumaguard.models.domain.port.Progress.WorkKind;

/** The work of one run that fetches nothing. Not thread-safe. */
final class Works {

  private final Map<Key, WorkLine> lines = new LinkedHashMap<>();
  private final Set<Key> ended = new HashSet<>();
  private OptionalLong announced = OptionalLong.empty();
  private long endedBytes;

  void on(Work work, long now) {
    Key key = new Key(work.kind(), work.model());
    if (work.model().isEmpty() && work.kind() != WorkKind.REMOVE) {
      announced = work.total();
    } else if (!ended.contains(key)) {
      lines.computeIfAbsent(key, first -> new WorkLine(work, now)).on(work);
      if (work.kind() != WorkKind.VERIFY && lines.get(key).isDone()) {
        // Threads may report out of order: what has ended does not begin again.
        end(key);
        ended.add(key);
      }
    }
  }

  /** The verification of a model has ended. */
  void verified(ModelName model) {
    if (!lines.isEmpty()) {
      end(new Key(WorkKind.VERIFY, Optional.of(model)));
    }
  }

  private void end(Key key) {
    WorkLine line = lines.remove(key);
    if (line != null && line.countsBytes()) {
      endedBytes += line.pace().bytes();
    }
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  void sample(long now) {
    lines.values().forEach(line -> line.sample(now));
  }

  List<BarLine> lines() {
    return lines.values().stream().filter(line -> !line.isDone()).map(WorkLine::line).toList();
  }

  /** The sum of all work in bytes; empty if one line tells everything. */
  Optional<Pace> sum() {
    List<Pace> paces =
        lines.values().stream().filter(WorkLine::countsBytes).map(WorkLine::pace).toList();
    Pace sum = Pace.sum(paces, endedBytes, endedBytes > 0 ? 1 : 0, 0);
    if (paces.isEmpty() || (announced.isEmpty() && lines.size() < 2)) {
      return Optional.empty();
    }
    return Optional.of(
        announced.isEmpty() ? sum : new Pace(sum.bytes(), announced, false, sum.speed()));
  }

  private record Key(WorkKind kind, Optional<ModelName> model) {}
}

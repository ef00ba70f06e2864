package org.pumaguard.models.domain.fake;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.pumaguard.models.domain.port.Progress;

/** Keeps events and warnings, in order. Safe for use by many threads. */
public final class RecordingProgress implements Progress {

  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final List<Work> works = new CopyOnWriteArrayList<>();
  private final List<String> warnings = new CopyOnWriteArrayList<>();

  @Override
  public void on(Event event) {
    events.add(event);
  }

  @Override
  public void warn(String message) {
    warnings.add(message);
  }

  @Override
  public void on(Work work) {
    works.add(work);
  }

  /** All work of a kind. */
  public List<Work> works(WorkKind kind) {
    return works.stream().filter(work -> work.kind() == kind).toList();
  }

  /** All events. */
  public List<Event> events() {
    return List.copyOf(events);
  }

  /** The events of a kind. */
  public List<Event> events(Kind kind) {
    return events.stream().filter(event -> event.kind() == kind).toList();
  }

  /** All warnings. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }
}

package org.pumaguard.models.server.work;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.port.Progress;

/**
 * The last events of the server, and the last ones of each model. Progress, fragments and unchanged
 * states are not kept: they have no id. Not thread-safe.
 */
final class EventHistory {

  static final int MAX_EVENTS = 200;

  /** Events kept for each model, which the events of other models do not displace. */
  static final int MAX_EVENTS_OF_MODEL = 20;

  static final int MAX_MODELS = 1000;

  private final String run;
  private final Deque<Numbered> events = new ArrayDeque<>();
  private final Map<ModelName, Deque<PublishedEvent>> ofModels = new RecentModels();
  private final Map<ModelName, StateOfModel> states = new HashMap<>();
  private long last;

  /**
   * An empty history.
   *
   * @param run the first part of all ids, which no other run of the server has
   */
  EventHistory(String run) {
    this.run = run;
  }

  /** Adds an event if it is of a kind that is kept. Returns the event, with its id if it is. */
  PublishedEvent add(ServerEvent event) {
    if (!isKept(event)) {
      return new PublishedEvent(Optional.empty(), event);
    }
    last++;
    PublishedEvent added = new PublishedEvent(Optional.of(run + "-" + last), event);
    events.add(new Numbered(last, added));
    if (events.size() > MAX_EVENTS) {
      events.remove();
    }
    event.model().ifPresent(model -> addTo(model, added));
    return added;
  }

  private void addTo(ModelName model, PublishedEvent added) {
    Deque<PublishedEvent> ofModel = ofModels.computeIfAbsent(model, none -> new ArrayDeque<>());
    ofModel.add(added);
    if (ofModel.size() > MAX_EVENTS_OF_MODEL) {
      ofModel.remove();
    }
  }

  /** The last events, oldest first. */
  List<PublishedEvent> all() {
    return events.stream().map(Numbered::event).toList();
  }

  /** The last events of a model, oldest first. */
  List<PublishedEvent> of(ModelName model) {
    return List.copyOf(ofModels.getOrDefault(model, new ArrayDeque<>()));
  }

  /** The events after the one with this id; all if the id is of another run of the server. */
  List<PublishedEvent> after(String id) {
    long number = number(id);
    return events.stream().filter(event -> event.number() > number).map(Numbered::event).toList();
  }

  private long number(String id) {
    if (!id.startsWith(run + "-")) {
      return 0;
    }
    try {
      return Long.parseLong(id.substring(run.length() + 1));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private boolean isKept(ServerEvent event) {
    if (event instanceof ServerEvent.ModelProgress progress) {
      Progress.Kind kind = progress.event().kind();
      return switch (kind) {
        case PROGRESS, REUSED -> false;
        case VERIFIED -> progress.event().fragment().isEmpty();
        case STARTED, RETRY, SOURCE_SWITCHED, FINISHED, FAILED -> true;
      };
    }
    return event instanceof ServerEvent.StateChanged changed
        ? isNew(changed)
        : event instanceof ServerEvent.RegistryChanged;
  }

  /** The states of models that are cached without a failure need not be remembered. */
  private boolean isNew(ServerEvent.StateChanged changed) {
    StateOfModel now =
        new StateOfModel(
            changed.state(), changed.failure().map(CacheException::getMessage).orElse(""));
    StateOfModel before =
        now.isGood() ? states.remove(changed.changed()) : states.put(changed.changed(), now);
    return before == null ? !now.isGood() : !before.equals(now);
  }

  /** A state, and the message of the last failure, which is empty after a success. */
  private record StateOfModel(ModelState state, String failure) {
    boolean isGood() {
      return state == ModelState.CACHED && failure.isEmpty();
    }
  }

  private record Numbered(long number, PublishedEvent event) {}

  /** Forgets the model whose last event is the oldest. */
  private static final class RecentModels extends LinkedHashMap<ModelName, Deque<PublishedEvent>> {
    private static final long serialVersionUID = 1;

    RecentModels() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<ModelName, Deque<PublishedEvent>> eldest) {
      return size() > MAX_MODELS;
    }
  }
}

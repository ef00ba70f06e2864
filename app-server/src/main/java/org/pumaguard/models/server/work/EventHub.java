package org.pumaguard.models.server.work;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.pumaguard.models.cli.json.EventJson;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.port.Progress;

/**
 * Passes on what happens to all who listen, and remembers how far each transfer is. Those events
 * that only count bytes are passed on at most five times a second for each model. Safe for use by
 * many threads.
 */
public final class EventHub implements Progress {

  private static final long COUNT_EVERY_NANOS = 200_000_000;

  private final List<Progress> observers;
  private final Clock clock;
  private final List<BiConsumer<String, Map<String, Object>>> listeners =
      new CopyOnWriteArrayList<>();
  private final Map<ModelName, Transfer> transfers = new ConcurrentHashMap<>();

  /**
   * A hub.
   *
   * @param observers are told all events besides
   */
  public EventHub(List<Progress> observers, Clock clock) {
    this.observers = List.copyOf(observers);
    this.clock = clock;
  }

  /** Passes on kind and content of all events from now on; must return quickly. */
  public void listen(BiConsumer<String, Map<String, Object>> listener) {
    listeners.add(listener);
  }

  public void unlisten(BiConsumer<String, Map<String, Object>> listener) {
    listeners.remove(listener);
  }

  /** How far a model is that is on its way. */
  public Optional<Transfer> transfer(ModelName name) {
    return Optional.ofNullable(transfers.get(name));
  }

  @Override
  public void on(Event event) {
    observers.forEach(observer -> observer.on(event));
    if (isToBeTold(event)) {
      publish(event.kind().text(), EventJson.of(event, clock.instant()));
    }
  }

  @Override
  public void warn(String message) {
    observers.forEach(observer -> observer.warn(message));
  }

  /** Something is begun with a model, of which one may hear how far it is. */
  void begun(ModelName name) {
    transfers.putIfAbsent(name, Transfer.begun(Event.of(Kind.STARTED, name), System.nanoTime()));
  }

  /** A model stands otherwise now, and what was under way has ended, be it that nobody told so. */
  public void state(ModelName name, ModelState state) {
    transfers.remove(name);
    Map<String, Object> object = named("state");
    object.put("model", name.value());
    object.put("state", state.text());
    publish("state", object);
  }

  /** The registry is another one now. */
  public void registry(int models) {
    Map<String, Object> object = named("registry");
    object.put("models", models);
    publish("registry", object);
  }

  private Map<String, Object> named(String event) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("event", event);
    object.put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
    return object;
  }

  private void publish(String kind, Map<String, Object> object) {
    listeners.forEach(listener -> listener.accept(kind, object));
  }

  private boolean isToBeTold(Event event) {
    long now = System.nanoTime();
    switch (event.kind()) {
      case STARTED -> transfers.put(event.model(), Transfer.begun(event, now));
      case PROGRESS -> {
        // Whoever asks how a changed file stands has it read, which is nobody else's business.
        Transfer latest =
            transfers.computeIfPresent(event.model(), (name, last) -> last.next(event, now));
        return latest != null && latest.toldAt() == now;
      }
      case FINISHED, FAILED -> transfers.remove(event.model());
      case VERIFIED -> {
        if (event.fragment().isEmpty()) {
          transfers.remove(event.model());
        }
      }
      case REUSED, RETRY, SOURCE_SWITCHED -> {}
    }
    return true;
  }

  /**
   * How far one model is.
   *
   * @param bytes that are there
   * @param toldAt when listeners were last told, by {@link System#nanoTime}
   * @param toldBytes how many bytes were there then
   * @param bytesPerSecond how fast it was lately
   */
  public record Transfer(
      long bytes, OptionalLong total, long toldAt, long toldBytes, double bytesPerSecond) {

    /** How much the latest speed counts beside those before. */
    private static final double WEIGHT = 0.2;

    private static Transfer begun(Event event, long now) {
      long bytes = event.bytes().orElse(0);
      return new Transfer(bytes, event.total(), now, bytes, 0);
    }

    private Transfer next(Event event, long now) {
      long count = event.bytes().orElse(0);
      if (now - toldAt < COUNT_EVERY_NANOS) {
        return new Transfer(count, event.total(), toldAt, toldBytes, bytesPerSecond);
      }
      double latest = Math.max(0, count - toldBytes) / ((now - toldAt) / 1e9);
      double speed =
          bytesPerSecond == 0 ? latest : bytesPerSecond + WEIGHT * (latest - bytesPerSecond);
      return new Transfer(count, event.total(), now, count, speed);
    }
  }
}

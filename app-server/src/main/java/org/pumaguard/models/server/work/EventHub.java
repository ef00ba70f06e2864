package org.pumaguard.models.server.work;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.port.Progress;

/**
 * Broadcasts events to listeners and tracks the progress of each transfer. Listeners receive at
 * most five {@code progress} events a second for each model; observers receive all. Thread-safe.
 */
public final class EventHub implements Progress {

  private final List<Progress> observers;
  private final Clock clock;
  private final List<Consumer<ServerEvent>> listeners = new CopyOnWriteArrayList<>();
  private final TransferTracker transfers = new TransferTracker();

  /**
   * A hub without listeners.
   *
   * @param observers receive all events and warnings of the cache
   */
  public EventHub(List<Progress> observers, Clock clock) {
    this.observers = List.copyOf(observers);
    this.clock = clock;
  }

  /**
   * Adds a listener.
   *
   * @param listener is called by the threads that cause the events; must not block
   */
  public void addListener(Consumer<ServerEvent> listener) {
    listeners.add(listener);
  }

  public void removeListener(Consumer<ServerEvent> listener) {
    listeners.remove(listener);
  }

  /** Progress of the model's running transfer; empty if there is none. */
  public Optional<TransferProgress> transfer(ModelName name) {
    return transfers.of(name);
  }

  @Override
  public void on(Event event) {
    observers.forEach(observer -> observer.on(event));
    if (transfers.update(event)) {
      publish(new ServerEvent.ModelProgress(event, clock.instant()));
    }
  }

  @Override
  public void on(Work work) {
    observers.forEach(observer -> observer.on(work));
    if (transfers.update(work)) {
      publish(new ServerEvent.WorkProgress(work, clock.instant()));
    }
  }

  @Override
  public void warn(String message) {
    observers.forEach(observer -> observer.warn(message));
  }

  /** Starts to track a model's progress, because a job on it starts. */
  void jobStarted(ModelName name) {
    transfers.begin(name);
  }

  /** Publishes a model's state after work on it, and stops tracking its progress. */
  public void stateChanged(ModelName name, ModelState state) {
    transfers.end(name);
    publish(new ServerEvent.StateChanged(name, state, clock.instant()));
  }

  /** Publishes that the registry has changed. */
  public void registryChanged(int models) {
    publish(new ServerEvent.RegistryChanged(models, clock.instant()));
  }

  private void publish(ServerEvent event) {
    listeners.forEach(listener -> listener.accept(event));
  }
}

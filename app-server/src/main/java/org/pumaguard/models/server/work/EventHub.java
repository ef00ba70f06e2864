package org.pumaguard.models.server.work;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.port.Progress;

/**
 * Broadcasts events to listeners, keeps the last ones, and tracks the progress of each transfer.
 * Listeners receive at most five {@code progress} events a second for each model; observers receive
 * all. Thread-safe.
 */
public final class EventHub implements Progress {

  private final List<Progress> observers;
  private final Clock clock;
  private final List<Consumer<PublishedEvent>> listeners = new CopyOnWriteArrayList<>();
  private final TransferTracker transfers = new TransferTracker();
  private final EventHistory history =
      new EventHistory(Long.toUnsignedString(UUID.randomUUID().getMostSignificantBits(), 36));

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
   * Adds a listener, and replays the kept events after the last one that it has received: it gets
   * each later event exactly once.
   *
   * @param listener is called by the threads that cause the events; must not block
   * @param lastId the id of the last event that the listener has received; empty to replay nothing
   */
  public void addListener(Consumer<PublishedEvent> listener, Optional<String> lastId) {
    synchronized (history) {
      lastId.ifPresent(id -> history.after(id).forEach(listener));
      listeners.add(listener);
    }
  }

  public void removeListener(Consumer<PublishedEvent> listener) {
    listeners.remove(listener);
  }

  /** The last events that were kept, at most 200, oldest first. */
  public List<PublishedEvent> history() {
    synchronized (history) {
      return history.all();
    }
  }

  /** The last events of a model that were kept, at most 20, oldest first. */
  public List<PublishedEvent> history(ModelName name) {
    synchronized (history) {
      return history.of(name);
    }
  }

  /** Progress of the model's running transfer; empty if there is none. */
  public Optional<TransferProgress> transfer(ModelName name) {
    return transfers.of(name);
  }

  /** How far the fetch of a fragment is; empty if that is not known. */
  public Optional<FragmentStage> stage(ModelName model, FileName fragment) {
    return transfers.stage(model, fragment);
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

  /** Publishes a model's state after work on it that succeeded. */
  public void stateChanged(ModelName name, ModelState state) {
    stateChanged(name, state, Optional.empty());
  }

  /**
   * Publishes a model's state after work on it, and stops tracking its progress.
   *
   * @param failure why the work failed
   */
  void stateChanged(ModelName name, ModelState state, Optional<CacheException> failure) {
    transfers.end(name);
    if (state != ModelState.PARTIAL) {
      transfers.forgetFragments(name);
    }
    publish(new ServerEvent.StateChanged(name, state, failure, clock.instant()));
  }

  /** Publishes that the registry has changed. */
  public void registryChanged(int models) {
    publish(new ServerEvent.RegistryChanged(models, clock.instant()));
  }

  private void publish(ServerEvent event) {
    synchronized (history) {
      PublishedEvent published = history.add(event);
      listeners.forEach(listener -> listener.accept(published));
    }
  }
}

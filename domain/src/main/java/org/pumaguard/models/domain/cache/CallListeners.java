package org.pumaguard.models.domain.cache;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.Progress;

/**
 * Passes events and warnings to the listener of the cache, and events of a model also to the
 * listeners of single calls. Safe for use by many threads.
 */
final class CallListeners implements Progress {

  private final Progress ofCache;
  private final Map<ModelName, CopyOnWriteArrayList<Progress>> ofCalls = new ConcurrentHashMap<>();

  CallListeners(Progress ofCache) {
    this.ofCache = ofCache;
  }

  @Override
  public void on(Event event) {
    ofCache.on(event);
    of(event.model()).forEach(each -> each.on(event));
  }

  @Override
  public void on(Work work) {
    ofCache.on(work);
    work.model().ifPresent(model -> of(model).forEach(each -> each.on(work)));
  }

  private List<Progress> of(ModelName model) {
    List<Progress> listeners = ofCalls.get(model);
    return listeners == null ? List.of() : listeners;
  }

  @Override
  public void warn(String message) {
    ofCache.warn(message);
  }

  /** Adds a listener of one call, until the result is closed. */
  Registration add(ModelName model, Progress listener) {
    ofCalls.compute(
        model,
        (name, before) -> {
          CopyOnWriteArrayList<Progress> all =
              before == null ? new CopyOnWriteArrayList<>() : before;
          all.add(listener);
          return all;
        });
    return () ->
        ofCalls.computeIfPresent(
            model,
            (name, all) -> {
              all.remove(listener);
              return all.isEmpty() ? null : all;
            });
  }

  /** A listener that is added. */
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}

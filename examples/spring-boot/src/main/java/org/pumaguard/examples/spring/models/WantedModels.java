package org.pumaguard.examples.spring.models;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.EnsureOutcome;
import org.pumaguard.models.domain.api.ModelStatus;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Fetches the wanted models in the background when the program starts, again and again until all
 * are cached. Spring stops it before it closes the cache.
 */
final class WantedModels implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(WantedModels.class);

  private final ModelCache cache;
  private final ModelProperties properties;
  private final List<ModelName> names;
  private final Map<String, String> failures = new ConcurrentHashMap<>();
  private volatile Thread worker;

  WantedModels(ModelCache cache, ModelProperties properties) {
    this.cache = cache;
    this.properties = properties;
    this.names = properties.wanted().stream().map(ModelName::parse).toList();
  }

  /** Whether all wanted models are cached. Fetches nothing. */
  boolean areCached() {
    try {
      return states().values().stream().allMatch(ModelState.CACHED.text()::equals);
    } catch (CacheException e) {
      return false;
    }
  }

  /**
   * The states of the wanted models by name. Fetches nothing.
   *
   * @throws CacheException if the registry was not read yet
   */
  Map<String, String> states() {
    Map<String, String> states = new LinkedHashMap<>();
    Set<ModelName> wanted = Set.copyOf(names);
    for (ModelStatus status : cache.list()) {
      if (wanted.isEmpty() || wanted.contains(status.model().name())) {
        states.put(status.model().name().value(), status.state().text());
      }
    }
    for (ModelName name : names) {
      states.putIfAbsent(name.value(), "not in the registry");
    }
    return states;
  }

  /** Why models were not fetched in the last round, by name. */
  Map<String, String> failures() {
    return new TreeMap<>(failures);
  }

  @Override
  public void start() {
    Thread thread = new Thread(this::fetch, "wanted-models");
    worker = thread;
    thread.start();
  }

  @Override
  public void stop() {
    Thread thread = worker;
    worker = null;
    if (thread != null) {
      thread.interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return worker != null;
  }

  private void fetch() {
    try {
      while (!fetchOnce()) {
        Thread.sleep(properties.retryAfter().toMillis());
      }
      LOG.info("all wanted models are cached");
    } catch (InterruptedException e) {
      LOG.info("stopped before all wanted models were cached");
    }
  }

  private boolean fetchOnce() throws InterruptedException {
    Map<String, String> latest = new LinkedHashMap<>();
    try {
      for (EnsureOutcome outcome : cache.ensureAll(names)) {
        outcome.failure().ifPresent(e -> latest.put(outcome.name().value(), text(e)));
      }
    } catch (CacheException e) {
      latest.put("registry", text(e));
      LOG.warn("the registry cannot be read: {}", text(e));
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    failures.keySet().retainAll(latest.keySet());
    failures.putAll(latest);
    return latest.isEmpty();
  }

  private static String text(CacheException e) {
    return e.hint().after(e.getMessage());
  }
}

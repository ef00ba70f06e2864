package org.pumaguard.models.server.work;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.EnsureOutcome;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.server.settings.ServerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the required models cached: reads the registry at the start and periodically, ensures the
 * required models, and retries failures with exponential back-off. Each required model that is
 * cached is leased, so that no quota and no other process evicts it. Thread-safe; the work is done
 * by one thread of its own.
 */
public final class ModelKeeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ModelKeeper.class);
  private static final Duration MIN_BACKOFF = Duration.ofSeconds(1);
  private static final Duration MAX_BACKOFF = Duration.ofMinutes(5);
  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(10);

  private final ModelCache cache;
  private final CurrentRegistry registry;
  private final ServerSettings settings;
  private final EventHub events;
  private final Jobs jobs;
  private final RandomGenerator random;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.daemons("model-keeper"));
  private final ModelLeases leases;
  private int failures;
  private volatile boolean closed;
  private volatile boolean isRetryScheduled;

  public ModelKeeper(
      ModelCache cache,
      CurrentRegistry registry,
      ServerSettings settings,
      EventHub events,
      Jobs jobs,
      RandomGenerator random) {
    this.cache = cache;
    this.registry = registry;
    this.settings = settings;
    this.events = events;
    this.jobs = jobs;
    this.random = random;
    this.leases = new ModelLeases(cache, this::requiredDigest);
  }

  /** Schedules the first reading of the registry and the periodic ones. */
  public void start() {
    executor.execute(this::refreshAndEnsure);
    if (!settings.refresh().isZero()) {
      long millis = settings.refresh().toMillis();
      ScheduledFuture<?> unused =
          executor.scheduleWithFixedDelay(
              this::refreshAndEnsure, millis, millis, TimeUnit.MILLISECONDS);
    }
  }

  /** Reads the registry and ensures the required models, in the background. */
  public void wake() {
    executor.execute(this::refreshAndEnsure);
  }

  /**
   * Reads the registry; ensures the required models in the background.
   *
   * @return whether the registry has changed
   * @throws CacheException if the registry cannot be read or is invalid
   */
  public boolean refresh() {
    boolean changed = registry.refresh();
    if (changed) {
      events.registryChanged(registry.get().models().size());
    }
    executor.execute(this::ensureRequired);
    return changed;
  }

  /** The required models that the current registry names; empty while no registry was read. */
  public List<ModelName> required() {
    return registry
        .state()
        .registry()
        .map(
            current ->
                settings.wanted().all()
                    ? current.models().stream().map(Model::name).toList()
                    : settings.wanted().names().stream()
                        .filter(name -> current.find(name).isPresent())
                        .toList())
        .orElse(List.of());
  }

  /** Whether a model of the current registry is required. */
  public boolean isRequired(ModelName name) {
    return settings.wanted().all() || settings.wanted().names().contains(name);
  }

  /** Whether the server holds a lease on a model. */
  public boolean holdsLease(ModelName name) {
    return leases.contains(name);
  }

  /** Acquires a lease on a model, if the model is required and cached. */
  public void lease(ModelName name) {
    leases.acquire(name);
  }

  /**
   * Runs the removal of a model, required or not, without the server's lease on it.
   *
   * @throws CacheException ({@code LOCKED}) if leases are being acquired for 10 s
   */
  public <T> T withoutLease(ModelName name, Supplier<T> removal) {
    return leases.withoutLease(name, removal);
  }

  private Optional<Sha256> requiredDigest(ModelName name) {
    return isRequired(name) ? registry.get().find(name).map(Model::sha256) : Optional.empty();
  }

  private void refreshAndEnsure() {
    boolean isRead = readRegistry();
    settle(ensureAll() && isRead);
  }

  private void ensureRequired() {
    settle(ensureAll());
  }

  private void settle(boolean isComplete) {
    if (isComplete) {
      failures = 0;
    } else if (!closed) {
      scheduleRetry();
    }
  }

  /** Whether the registry could be read. With another one in force, the reading has warned. */
  private boolean readRegistry() {
    Optional<SourceRegistry> before = registry.state().registry();
    boolean isRead = true;
    try {
      registry.refresh();
    } catch (CacheException e) {
      isRead = false;
      if (registry.state().registry().isEmpty() && !closed) {
        LOG.warn("{}; {}", e.getMessage(), e.hint().text());
      }
    }
    registry
        .state()
        .registry()
        .filter(now -> !before.equals(Optional.of(now)))
        .ifPresent(
            now -> {
              events.registryChanged(now.models().size());
              LOG.info("registry read: {} models", now.models().size());
            });
    return isRead;
  }

  /** Whether all required models are cached. */
  private boolean ensureAll() {
    List<ModelName> names = required();
    if (names.isEmpty()) {
      return true;
    }
    try {
      List<EnsureOutcome> outcomes = cache.ensureAll(names, jobs::recordOutcome);
      outcomes.stream()
          .flatMap(outcome -> outcome.failure().stream())
          .forEach(failure -> LOG.warn("{}; {}", failure.getMessage(), failure.hint().text()));
      leases.releaseAllExcept(Set.copyOf(names));
      outcomes.stream()
          .flatMap(outcome -> outcome.ensured().stream())
          .forEach(ensured -> lease(ensured.name()));
      return outcomes.stream().allMatch(outcome -> outcome.ensured().isPresent());
    } catch (CacheException e) {
      if (e.kind() == CacheException.Kind.INTERRUPTED || e.kind() == CacheException.Kind.CLOSED) {
        return true;
      }
      LOG.warn("{}; {}", e.getMessage(), e.hint().text());
    } catch (RuntimeException | Error e) {
      // A periodic task that throws would never run again.
      if (!closed) {
        LOG.error("required models could not be ensured", e);
      }
    }
    return false;
  }

  /** Exponential back-off with jitter; one retry at most is scheduled. */
  private void scheduleRetry() {
    if (isRetryScheduled) {
      return;
    }
    isRetryScheduled = true;
    long doubled = MIN_BACKOFF.toMillis() << Math.min(failures, 20);
    long backoff = Math.min(doubled, MAX_BACKOFF.toMillis());
    failures++;
    long delay = backoff / 2 + random.nextLong(backoff / 2 + 1);
    ScheduledFuture<?> unused =
        executor.schedule(
            () -> {
              isRetryScheduled = false;
              refreshAndEnsure();
            },
            delay,
            TimeUnit.MILLISECONDS);
  }

  /** Interrupts the running work and releases all leases. Writes nothing after it returns. */
  @Override
  public void close() {
    closed = true;
    leases.close();
    executor.shutdownNow();
    registry.close();
    try {
      if (!executor.awaitTermination(SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn(
            "background work still runs {} s after its interruption", SHUTDOWN_TIMEOUT.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

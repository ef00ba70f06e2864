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
import org.pumaguard.models.server.settings.ServerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what a server is to have: reads the registry at the start and every so often, makes the
 * wanted models available, and tries again what failed, with growing pauses, until it works. A
 * wanted model that is there is held by a lease, so that neither a quota nor another process takes
 * it away.
 */
public final class ModelKeeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ModelKeeper.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final Duration LONGEST_END = Duration.ofSeconds(10);

  private final ModelCache cache;
  private final CurrentRegistry registry;
  private final ServerSettings settings;
  private final EventHub events;
  private final Jobs jobs;
  private final RandomGenerator random;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.daemons("upkeep"));
  private final HeldModels held;
  private int failures;
  private volatile boolean closed;
  private volatile boolean isDue;

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
    this.held = new HeldModels(cache, this::wantedContent);
  }

  /** Begins. */
  public void start() {
    executor.execute(this::round);
    if (!settings.refresh().isZero()) {
      long millis = settings.refresh().toMillis();
      ScheduledFuture<?> unused =
          executor.scheduleWithFixedDelay(this::round, millis, millis, TimeUnit.MILLISECONDS);
    }
  }

  /** Reads the registry again soon, and does what follows from it. */
  public void wake() {
    executor.execute(this::round);
  }

  /**
   * Reads the registry again now; what follows from it is done in the background.
   *
   * @return whether it is another one
   * @throws CacheException when it can't be read or is refused
   */
  public boolean refresh() {
    boolean changed = registry.refresh();
    if (changed) {
      events.registry(registry.get().models().size());
    }
    executor.execute(this::keep);
    return changed;
  }

  /** The wanted models of the registry in force; those that it does not name are left out. */
  public List<ModelName> wanted() {
    return registry
        .state()
        .registry()
        .map(
            now ->
                settings.wanted().all()
                    ? now.models().stream().map(Model::name).toList()
                    : settings.wanted().names().stream()
                        .filter(name -> now.find(name).isPresent())
                        .toList())
        .orElse(List.of());
  }

  /** Whether a model of the registry in force is wanted. */
  public boolean wants(ModelName name) {
    return settings.wanted().all() || settings.wanted().names().contains(name);
  }

  /** Whether nothing is left to be done so that a model stays, be it that nobody wants it to. */
  public boolean holdsIfWanted(ModelName name) {
    return held.contains(name) || !wants(name);
  }

  /** Keeps a model from being removed from now on, if it is wanted and there. */
  public void hold(ModelName name) {
    held.hold(name);
  }

  /**
   * Removes a model, wanted or not.
   *
   * @throws CacheException when models are being added all the time meanwhile
   */
  public <T> T remove(ModelName name, Supplier<T> removal) {
    return held.remove(name, removal);
  }

  private Optional<Sha256> wantedContent(ModelName name) {
    return wants(name) ? registry.get().find(name).map(Model::sha256) : Optional.empty();
  }

  private void round() {
    try {
      if (registry.refresh()) {
        events.registry(registry.get().models().size());
        LOG.info("the registry names {} models", registry.get().models().size());
      }
    } catch (CacheException e) {
      LOG.warn("{}; {}", e.getMessage(), e.hint().text());
      tryAgainLater();
    }
    keep();
  }

  private void keep() {
    List<ModelName> names = wanted();
    if (names.isEmpty()) {
      return;
    }
    try {
      List<EnsureOutcome> outcomes = cache.ensureAll(names);
      outcomes.forEach(jobs::note);
      outcomes.forEach(outcome -> jobs.tellState(outcome.name()));
      boolean allThere = outcomes.stream().allMatch(outcome -> outcome.ensured().isPresent());
      outcomes.stream()
          .flatMap(outcome -> outcome.failure().stream())
          .forEach(failure -> LOG.warn("{}; {}", failure.getMessage(), failure.hint().text()));
      held.retain(Set.copyOf(names));
      outcomes.stream()
          .flatMap(outcome -> outcome.ensured().stream())
          .forEach(ensured -> hold(ensured.name()));
      if (allThere) {
        failures = 0;
      } else {
        tryAgainLater();
      }
    } catch (CacheException e) {
      if (e.kind() != CacheException.Kind.INTERRUPTED) {
        LOG.warn("{}; {}", e.getMessage(), e.hint().text());
        tryAgainLater();
      }
    } catch (RuntimeException e) {
      if (closed) {
        return;
      }
      LOG.error("the wanted models can't be kept", e);
      tryAgainLater();
    }
  }

  /** Pauses as long again each time, up to a bound, and by chance somewhat less. */
  private void tryAgainLater() {
    if (isDue) {
      return;
    }
    isDue = true;
    long bound = FIRST_PAUSE.toMillis() << Math.min(failures, 20);
    long most = Math.min(bound, LONGEST_PAUSE.toMillis());
    failures++;
    long pause = most / 2 + random.nextLong(most / 2 + 1);
    ScheduledFuture<?> unused =
        executor.schedule(
            () -> {
              isDue = false;
              round();
            },
            pause,
            TimeUnit.MILLISECONDS);
  }

  /** Ends what is being done, and lets go of all models; nothing is written any more afterwards. */
  @Override
  public void close() {
    closed = true;
    held.close();
    executor.shutdownNow();
    registry.close();
    try {
      if (!executor.awaitTermination(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("what keeps the wanted models does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

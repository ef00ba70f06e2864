package org.pumaguard.models.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.pumaguard.models.domain.cache.CacheException;
import org.pumaguard.models.domain.cache.EnsureOutcome;
import org.pumaguard.models.domain.cache.Ensured;
import org.pumaguard.models.domain.cache.Lease;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what a server is to have: reads the registry at the start and every so often, makes the
 * wanted models available, and tries again what failed, with growing pauses, until it works. A
 * wanted model that is there is held by a lease, so that neither a quota nor another process takes
 * it away.
 */
final class Upkeep implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
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
      Executors.newSingleThreadScheduledExecutor(Threads.daemons("upkeep"));
  private final Map<ModelName, Held> leases = new HashMap<>();
  private int failures;
  private boolean closed;
  private volatile boolean isDue;

  Upkeep(
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
  }

  /** Begins. */
  void start() {
    executor.execute(this::round);
    if (!settings.refresh().isZero()) {
      long millis = settings.refresh().toMillis();
      ScheduledFuture<?> unused =
          executor.scheduleWithFixedDelay(this::round, millis, millis, TimeUnit.MILLISECONDS);
    }
  }

  /** Reads the registry again soon, and does what follows from it. */
  void wake() {
    executor.execute(this::round);
  }

  /**
   * Reads the registry again now; what follows from it is done in the background.
   *
   * @return whether it is another one
   * @throws CacheException when it can't be read or is refused
   */
  boolean refresh() {
    boolean changed = registry.refresh();
    if (changed) {
      events.registry(registry.get().models().size());
    }
    executor.execute(this::keep);
    return changed;
  }

  /** The wanted models of the registry in force; those that it does not name are left out. */
  List<ModelName> wanted() {
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
  boolean wants(ModelName name) {
    return settings.wanted().all() || settings.wanted().names().contains(name);
  }

  /**
   * Lets go of a model, so that it can be removed; and of others with the same content, which have
   * to be {@linkplain #hold(ModelName) held} again then.
   *
   * @return these others
   */
  synchronized List<ModelName> release(ModelName name) {
    Held held = leases.remove(name);
    if (held == null) {
      return List.of();
    }
    held.lease().close();
    List<ModelName> others =
        leases.entrySet().stream()
            .filter(other -> other.getValue().content().equals(held.content()))
            .map(Map.Entry::getKey)
            .toList();
    others.forEach(other -> close(Objects.requireNonNull(leases.remove(other))));
    return others;
  }

  /** Whether nothing is left to be done so that a model stays, be it that nobody wants it to. */
  synchronized boolean holdsIfWanted(ModelName name) {
    return leases.containsKey(name) || !wants(name);
  }

  /**
   * Keeps a model, in the version that the registry names, from being removed from now on, if it is
   * wanted; makes it available first. Nobody waits for that who asks what is held.
   */
  void hold(ModelName name) {
    Optional<Sha256> content = registry.get().find(name).map(Model::sha256);
    if (content.isEmpty() || !isToBeHeld(name, content.get())) {
      return;
    }
    Held held = new Held(content.get(), cache.lease(name));
    synchronized (this) {
      Held former = closed ? held : leases.put(name, held);
      if (former != null) {
        former.lease().close();
      }
    }
  }

  private synchronized boolean isToBeHeld(ModelName name, Sha256 content) {
    Held held = leases.get(name);
    return !closed && wants(name) && (held == null || !held.content().equals(content));
  }

  private void round() {
    try {
      if (registry.refresh()) {
        events.registry(registry.get().models().size());
        LOG.info("the registry names {} models", registry.get().models().size());
      }
    } catch (CacheException e) {
      LOG.warn("{}; {}", e.getMessage(), e.hint());
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
          .forEach(failure -> LOG.warn("{}; {}", failure.getMessage(), failure.hint()));
      hold(names, outcomes.stream().flatMap(one -> one.ensured().stream()).toList());
      if (allThere) {
        failures = 0;
      } else {
        tryAgainLater();
      }
    } catch (CacheException e) {
      if (e.kind() != CacheException.Kind.INTERRUPTED) {
        LOG.warn("{}; {}", e.getMessage(), e.hint());
        tryAgainLater();
      }
    } catch (RuntimeException e) {
      if (isClosed()) {
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

  /** One lease for the content that each wanted model has now. */
  private void hold(List<ModelName> names, List<Ensured> there) {
    synchronized (this) {
      Set<ModelName> still = Set.copyOf(names);
      leases
          .entrySet()
          .removeIf(entry -> !still.contains(entry.getKey()) && close(entry.getValue()));
    }
    there.forEach(ensured -> hold(ensured.name()));
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private static boolean close(Held held) {
    held.lease().close();
    return true;
  }

  /** Ends what is being done, and lets go of all models; nothing is written any more afterwards. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      leases.values().forEach(Upkeep::close);
      leases.clear();
    }
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

  /** A lease, and the content that it is for. */
  private record Held(Sha256 content, Lease lease) {}
}

package org.pumaguard.models.server.work;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.model.ModelName;

/** The last failure of each model; a success clears it. Thread-safe. */
public final class LastFailures {

  private final Map<ModelName, Failure> failures = new ConcurrentHashMap<>();
  private final Clock clock;

  public LastFailures(Clock clock) {
    this.clock = clock;
  }

  void record(ModelName name, CacheException cause) {
    failures.put(name, new Failure(cause, clock.instant()));
  }

  /** Forgets the failure of a model, because the model succeeded or was removed. */
  public void clear(ModelName name) {
    failures.remove(name);
  }

  /** The last failure of a model; empty after a success. */
  public Optional<Failure> of(ModelName name) {
    return Optional.ofNullable(failures.get(name));
  }

  /** A failure and its time. */
  public record Failure(CacheException cause, Instant at) {}
}

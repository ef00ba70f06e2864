package org.pumaguard.models.server.work;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.model.ModelName;

/** The last failure of each model; a success clears it. Thread-safe. */
public final class LastFailures {

  private final Map<ModelName, Failure> failures = new ConcurrentHashMap<>();
  private final Clock clock;

  public LastFailures(Clock clock) {
    this.clock = clock;
  }

  void record(ModelName name, CacheException cause, List<VerifyResult.Damage> damage) {
    failures.put(name, new Failure(cause, damage, clock.instant()));
  }

  /** Forgets the failure of a model, because the model succeeded or was removed. */
  public void clear(ModelName name) {
    failures.remove(name);
  }

  /** The last failure of a model; empty after a success. */
  public Optional<Failure> of(ModelName name) {
    return Optional.ofNullable(failures.get(name));
  }

  /**
   * A failure and its time.
   *
   * @param damage the damaged ranges that a verification has found
   */
  public record Failure(CacheException cause, List<VerifyResult.Damage> damage, Instant at) {}
}

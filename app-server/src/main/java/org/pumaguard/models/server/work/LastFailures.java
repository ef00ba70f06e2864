package org.pumaguard.models.server.work;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.model.ModelName;

/** The last failure of each model, until it succeeds. Safe for use by many threads. */
public final class LastFailures {

  private final Map<ModelName, Trouble> last = new ConcurrentHashMap<>();
  private final Clock clock;

  public LastFailures(Clock clock) {
    this.clock = clock;
  }

  void failed(ModelName name, CacheException failure) {
    last.put(name, new Trouble(failure, clock.instant()));
  }

  public void succeeded(ModelName name) {
    last.remove(name);
  }

  public Optional<Trouble> of(ModelName name) {
    return Optional.ofNullable(last.get(name));
  }

  /** A failure, and when it was. */
  public record Trouble(CacheException failure, Instant at) {}
}

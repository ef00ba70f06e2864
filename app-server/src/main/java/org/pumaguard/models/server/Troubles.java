package org.pumaguard.models.server;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.pumaguard.models.domain.cache.CacheException;
import org.pumaguard.models.domain.model.ModelName;

/** The last failure of each model, until it succeeds. Safe for use by many threads. */
final class Troubles {

  private final Map<ModelName, Trouble> last = new ConcurrentHashMap<>();
  private final Clock clock;

  Troubles(Clock clock) {
    this.clock = clock;
  }

  void failed(ModelName name, CacheException failure) {
    last.put(name, new Trouble(failure, clock.instant()));
  }

  void succeeded(ModelName name) {
    last.remove(name);
  }

  Optional<Trouble> of(ModelName name) {
    return Optional.ofNullable(last.get(name));
  }

  /** A failure, and when it was. */
  record Trouble(CacheException failure, Instant at) {}
}

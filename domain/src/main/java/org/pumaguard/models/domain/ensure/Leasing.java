package org.pumaguard.models.domain.ensure;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.api.Lease;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.GcLock;

/**
 * Gives leases. The lock comes first: who holds it while a model is made available knows that
 * nobody removes it from then on.
 */
public final class Leasing {

  private static final Duration POLL = Duration.ofMillis(20);

  private final CacheParts parts;
  private final Function<ModelName, EnsureResult> ensure;

  public Leasing(CacheParts parts, Function<ModelName, EnsureResult> ensure) {
    this.parts = parts;
    this.ensure = ensure;
  }

  /**
   * Leases a model.
   *
   * @param inBase where a base directory has it, in which nobody removes anything
   */
  public Lease lease(Model model, Optional<Path> inBase) {
    if (inBase.isPresent()) {
      return new Lease(model.name(), inBase.get(), Optional.empty());
    }
    Optional<CacheLock.Held> held = await(model);
    try {
      return new Lease(model.name(), ensure.apply(model.name()).path(), held);
    } catch (RuntimeException | Error e) {
      held.ifPresent(CacheLock.Held::close);
      throw e;
    }
  }

  /** Who removes something holds this lock but for a moment; nothing where none can be taken. */
  private Optional<CacheLock.Held> await(Model model) {
    Duration waited = Duration.ZERO;
    while (true) {
      try {
        Optional<CacheLock.Held> held =
            parts.locks().tryAcquire(CacheLock.Key.lease(model.sha256()), CacheLock.Mode.SHARED);
        if (held.isPresent()) {
          return held;
        }
      } catch (IOException e) {
        return Optional.empty();
      }
      if (waited.compareTo(parts.settings().patience()) > 0) {
        throw new CacheException(
            CacheException.Kind.LOCKED,
            model.name() + ": another process is removing it, and does not come to an end",
            Hint.END_LOCK_HOLDER);
      }
      GcLock.pause(POLL);
      waited = waited.plus(POLL);
    }
  }
}

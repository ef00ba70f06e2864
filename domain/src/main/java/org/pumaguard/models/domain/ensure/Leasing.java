package org.pumaguard.models.domain.ensure;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.api.Interruption;
import org.pumaguard.models.domain.api.Lease;
import org.pumaguard.models.domain.api.ModelStatus;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.PollingLock;

/**
 * Leases models. The lease's lock is acquired before the model is made available, so that no
 * process removes the model in between. Safe for use by many threads.
 */
public final class Leasing {

  private static final Duration POLL = Duration.ofMillis(20);

  private final CacheParts parts;
  private final Function<ModelName, EnsureResult> ensure;

  public Leasing(CacheParts parts, Function<ModelName, EnsureResult> ensure) {
    this.parts = parts;
    this.ensure = ensure;
  }

  /** Leases a model of a base directory, from which nothing is removed. */
  public static Lease ofBase(Model model, Path file) {
    return new Lease(model.name(), file, Optional.empty());
  }

  /** Makes a model available and leases it. */
  public Lease lease(Model model) {
    Optional<CacheLock.Held> held = await(model);
    try {
      return new Lease(model.name(), ensure.apply(model.name()).path(), held);
    } catch (RuntimeException | Error e) {
      held.ifPresent(CacheLock.Held::close);
      throw e;
    }
  }

  /**
   * Whether a thread of this or another process leases the content of a model that is cached. False
   * if locks do not work.
   */
  public static boolean isLeased(CacheParts parts, ModelStatus status) {
    Sha256 content =
        status.entry().map(CacheRegistry.Entry::sha256).orElse(status.model().sha256());
    try {
      return parts.locks().isHeld(CacheLock.Key.lease(content));
    } catch (IOException e) {
      return false;
    }
  }

  /** A process that removes content holds this lock only briefly. Empty if locks do not work. */
  private Optional<CacheLock.Held> await(Model model) {
    try {
      return Optional.of(
          new PollingLock(
                  parts.locks(),
                  POLL,
                  parts.settings().patience(),
                  idle -> busy(model, idle),
                  new Cancellation())
              .acquire(CacheLock.Key.lease(model.sha256()), CacheLock.Mode.SHARED));
    } catch (IOException e) {
      if (Interruption.caused(e)) {
        throw CacheException.interrupted(e);
      }
      return Optional.empty();
    }
  }

  private static CacheException busy(Model model, Duration idle) {
    return new CacheException(
        CacheException.Kind.LOCKED,
        model.name() + ": another process has been removing it for " + idle.toSeconds() + " s",
        Hint.END_LOCK_HOLDER);
  }
}

package org.pumaguard.models.server.work;

import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.model.SourceRegistry;

/**
 * The source registry in force: the last one that was read successfully. A registry that is
 * unreadable or invalid leaves it in force. Thread-safe.
 */
public final class CurrentRegistry implements Supplier<SourceRegistry> {

  private final Supplier<SourceRegistry> reader;
  private final Clock clock;
  private final CountDownLatch firstReading = new CountDownLatch(1);
  private volatile RegistryState state = new RegistryState.Pending();

  /**
   * A registry that was not read yet.
   *
   * @param reader reads and validates the registry; throws {@link CacheException}
   */
  public CurrentRegistry(Supplier<SourceRegistry> reader, Clock clock) {
    this.reader = reader;
    this.clock = clock;
  }

  /**
   * The registry in force; blocks until the first reading has ended.
   *
   * @throws CacheException if no reading has succeeded
   */
  @Override
  public SourceRegistry get() {
    try {
      firstReading.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CacheException(CacheException.Kind.INTERRUPTED, "interrupted", Hint.NONE);
    }
    return getNow();
  }

  /**
   * The registry in force. Non-blocking.
   *
   * @throws CacheException if no reading has succeeded
   */
  public SourceRegistry getNow() {
    RegistryState now = state;
    return now.registry().orElseThrow(() -> now.failure().orElseGet(CurrentRegistry::pending));
  }

  private static CacheException pending() {
    return new CacheException(
        CacheException.Kind.UNAVAILABLE, "the registry has not been read yet", Hint.RETRY);
  }

  /**
   * Reads the registry.
   *
   * @return whether its content has changed
   * @throws CacheException if it is unreadable or invalid
   */
  synchronized boolean refresh() {
    try {
      SourceRegistry read = reader.get();
      boolean isSame = state.registry().filter(read::equals).isPresent();
      // An equal registry keeps its identity, because indexes are cached by identity.
      state =
          new RegistryState.Current(isSame ? state.registry().orElse(read) : read, clock.instant());
      return !isSame;
    } catch (CacheException e) {
      state = afterFailure(state, e);
      throw e;
    } finally {
      firstReading.countDown();
    }
  }

  private static RegistryState afterFailure(RegistryState before, CacheException failure) {
    if (before instanceof RegistryState.Current current) {
      return new RegistryState.Stale(current, failure);
    }
    if (before instanceof RegistryState.Stale stale) {
      return new RegistryState.Stale(stale.last(), failure);
    }
    return new RegistryState.Unreadable(failure);
  }

  /** Unblocks all callers of {@link #get}. */
  void close() {
    firstReading.countDown();
  }

  public RegistryState state() {
    return state;
  }
}

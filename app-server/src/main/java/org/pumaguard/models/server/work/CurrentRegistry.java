package org.pumaguard.models.server.work;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.model.SourceRegistry;

/**
 * The source registry as it was last read with success. One that can't be read, or is refused,
 * leaves the former one in force. Safe for use by many threads.
 */
public final class CurrentRegistry implements Supplier<SourceRegistry> {

  private final Supplier<SourceRegistry> loading;
  private final Clock clock;
  private final CountDownLatch firstReading = new CountDownLatch(1);
  private volatile State state = new State(Optional.empty(), Optional.empty(), Optional.empty());

  public CurrentRegistry(Supplier<SourceRegistry> loading, Clock clock) {
    this.loading = loading;
    this.clock = clock;
  }

  /**
   * The registry in force; waits while it is read for the first time.
   *
   * @throws CacheException while there is none
   */
  @Override
  public SourceRegistry get() {
    try {
      firstReading.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CacheException(CacheException.Kind.INTERRUPTED, "interrupted", Hint.NONE);
    }
    return present();
  }

  /**
   * The registry in force, without waiting.
   *
   * @throws CacheException while there is none
   */
  public SourceRegistry present() {
    State now = state;
    return now.registry().orElseThrow(() -> now.failure().orElseGet(CurrentRegistry::unread));
  }

  private static CacheException unread() {
    return new CacheException(
        CacheException.Kind.UNAVAILABLE, "the registry is still being read", Hint.RETRY);
  }

  /**
   * Reads it again.
   *
   * @return whether it is another one now
   * @throws CacheException when it can't be read or is refused
   */
  synchronized boolean refresh() {
    try {
      SourceRegistry read = loading.get();
      boolean isSame = state.registry().filter(read::equals).isPresent();
      // The same one is kept as the same object, to which indexes belong.
      state =
          new State(
              isSame ? state.registry() : Optional.of(read),
              Optional.of(clock.instant()),
              Optional.empty());
      return !isSame;
    } catch (CacheException e) {
      state = new State(state.registry(), state.readAt(), Optional.of(e));
      throw e;
    } finally {
      firstReading.countDown();
    }
  }

  /** Lets nobody wait any more. */
  void close() {
    firstReading.countDown();
  }

  public State state() {
    return state;
  }

  /**
   * How it stands.
   *
   * @param readAt when it was last read with success
   * @param failure why the last reading failed, if it did
   */
  public record State(
      Optional<SourceRegistry> registry,
      Optional<Instant> readAt,
      Optional<CacheException> failure) {}
}

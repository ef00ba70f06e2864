package org.pumaguard.models.domain.state;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * The lock under which content is removed.
 *
 * @param locks all locks of the cache
 */
public record GcLock(CacheLock locks) {

  /** Reason for which removable content was kept, for people. */
  public static final String IN_USE = "it is in use by a program that holds a lease";

  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * Acquires the lock.
   *
   * @throws CacheException if other processes have added models for 10 seconds
   */
  public CacheLock.Held await() throws IOException {
    return new PollingLock(locks, POLL, PATIENCE, idle -> busy(), new Cancellation())
        .acquire(CacheLock.Key.COLLECTOR, CacheLock.Mode.EXCLUSIVE);
  }

  /** Acquires the lock if it is free. */
  public Optional<CacheLock.Held> tryNow() throws IOException {
    return locks.tryAcquire(CacheLock.Key.COLLECTOR, CacheLock.Mode.EXCLUSIVE);
  }

  private static CacheException busy() {
    return new CacheException(
        CacheException.Kind.LOCKED,
        "another process is adding models to this cache",
        Hint.WAIT_FOR_PROCESS);
  }
}

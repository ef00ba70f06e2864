package org.pumaguard.models.domain.state;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * The lock of who removes content, and those on what is in use.
 *
 * @param locks all locks of the cache
 */
public record GcLock(CacheLock locks) {

  /** Why something was not removed that could have been, for people. */
  public static final String IN_USE = "it is in use by a program that holds a lease";

  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Waits for it, but not for long. */
  public CacheLock.Held await() throws IOException {
    Duration waited = Duration.ZERO;
    while (waited.compareTo(PATIENCE) < 0) {
      Optional<CacheLock.Held> held = tryNow();
      if (held.isPresent()) {
        return held.get();
      }
      pause(POLL);
      waited = waited.plus(POLL);
    }
    throw new CacheException(
        CacheException.Kind.LOCKED,
        "another process is adding models to this cache",
        Hint.WAIT_FOR_PROCESS);
  }

  /** Takes it if it is free. */
  public Optional<CacheLock.Held> tryNow() throws IOException {
    return locks.tryAcquire(CacheLock.Key.COLLECTOR, CacheLock.Mode.EXCLUSIVE);
  }

  /** Waits a little before the next try. */
  public static void pause(Duration time) {
    try {
      new Cancellation().sleep(time);
    } catch (CancellationException e) {
      throw CacheException.interrupted();
    }
  }
}

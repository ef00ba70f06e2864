package org.pumaguard.models.filesystem.lock;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.pumaguard.models.domain.port.CacheLock;

/**
 * The lock of who writes the cache registry.
 *
 * @param locks all locks of the cache
 */
public record RegistryLock(CacheLock locks) {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final CacheLock.Key LOCK = new CacheLock.Key("cache-registry");

  /** Waits for it, but not for long. */
  public CacheLock.Held await() throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<CacheLock.Held> held = locks.tryAcquire(LOCK, CacheLock.Mode.EXCLUSIVE);
      if (held.isPresent()) {
        return held.get();
      }
      if (System.nanoTime() > deadline) {
        throw new IOException("another process holds the lock on the cache registry");
      }
      pause();
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}

package org.pumaguard.models.filesystem.lock;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.pumaguard.models.domain.port.CacheLock;

/**
 * The lock that serialises writes of the cache registry between processes.
 *
 * @param locks all locks of the cache
 */
public record RegistryLock(CacheLock locks) {

  private static final Duration POLL = Duration.ofMillis(5);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final CacheLock.Key KEY = new CacheLock.Key("cache-registry");

  /**
   * Acquires the lock; waits up to 10 s.
   *
   * @throws IOException if it is still held after that, or the thread is interrupted
   */
  public CacheLock.Held acquire() throws IOException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (true) {
      Optional<CacheLock.Held> held = locks.tryAcquire(KEY, CacheLock.Mode.EXCLUSIVE);
      if (held.isPresent()) {
        return held.get();
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(
            "another process has held the lock on the cache registry for "
                + TIMEOUT.toSeconds()
                + " s");
      }
      sleep();
    }
  }

  private static void sleep() throws IOException {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the lock on the cache registry", e);
    }
  }
}

package org.pumaguard.models.domain.state;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * Acquires locks by polling, because the lock of a file does not signal its release. Safe for use
 * by many threads.
 *
 * @param interval between two attempts
 * @param patience how long the holder may make no progress
 */
public record PollingLock(
    CacheLock locks,
    Duration interval,
    Duration patience,
    Contention contention,
    Cancellation cancellation) {

  /**
   * Acquires a lock.
   *
   * @throws CacheException if another process holds it and makes no progress, or the thread is
   *     interrupted
   * @throws CancellationException if the task is cancelled
   */
  public CacheLock.Held acquire(CacheLock.Key key, CacheLock.Mode mode) throws IOException {
    Optional<CacheLock.Held> free = locks.tryAcquire(key, mode);
    return free.isPresent() ? free.get() : poll(key, mode);
  }

  private CacheLock.Held poll(CacheLock.Key key, CacheLock.Mode mode) throws IOException {
    Object seen = contention.progress();
    Duration idle = Duration.ZERO;
    Duration waited = Duration.ZERO;
    while (true) {
      contention.onWait(waited);
      pause();
      waited = waited.plus(interval);
      idle = idle.plus(interval);
      Optional<CacheLock.Held> held = locks.tryAcquire(key, mode);
      if (held.isPresent()) {
        return held.get();
      }
      Object now = contention.progress();
      if (!now.equals(seen)) {
        seen = now;
        idle = Duration.ZERO;
      }
      if (idle.compareTo(patience) > 0) {
        throw contention.timeout(idle);
      }
    }
  }

  private void pause() {
    try {
      cancellation.sleep(interval);
    } catch (CancellationException e) {
      if (cancellation.isCancelled()) {
        throw e;
      }
      throw CacheException.interrupted();
    }
  }

  /** What a caller reports and observes while another process holds the lock. */
  public interface Contention {

    /**
     * Called before each pause.
     *
     * @param waited how long the lock has been polled
     */
    default void onWait(Duration waited) {}

    /** A value that changes while the holder makes progress, which restarts the patience. */
    default Object progress() throws IOException {
      return Optional.empty();
    }

    /**
     * The failure when the patience is exhausted.
     *
     * @param idle how long the holder has made no progress
     */
    CacheException timeout(Duration idle);
  }
}

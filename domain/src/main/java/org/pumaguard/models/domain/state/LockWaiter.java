package org.pumaguard.models.domain.state;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * Waits for locks that other processes hold, as long as these make progress.
 *
 * @param name the model that waits, for messages
 * @param awaited the content whose partial grows while the other is at work
 * @param whenTaken what is done each time a lock is not to be had
 */
public record LockWaiter(
    CacheParts parts,
    ModelName name,
    Sha256 awaited,
    Runnable whenTaken,
    Cancellation cancellation) {

  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration SAY_SO_AFTER = Duration.ofSeconds(2);

  /**
   * Takes a lock.
   *
   * @throws CacheException when another process holds it and has made no progress for too long
   */
  public CacheLock.Held await(CacheLock.Key key, CacheLock.Mode mode) throws IOException {
    Optional<CacheLock.Held> free = parts.locks().tryAcquire(key, mode);
    if (free.isPresent()) {
      return free.get();
    }
    Optional<Fingerprint> seen = onItsWay();
    Duration idle = Duration.ZERO;
    Duration waited = Duration.ZERO;
    while (true) {
      whenTaken.run();
      cancellation.sleep(POLL);
      waited = waited.plus(POLL);
      idle = idle.plus(POLL);
      Optional<CacheLock.Held> held = parts.locks().tryAcquire(key, mode);
      if (held.isPresent()) {
        return held.get();
      }
      if (waited.equals(SAY_SO_AFTER)) {
        parts.progress().warn(name + ": another process is at work on it; waiting");
      }
      Optional<Fingerprint> now = onItsWay();
      if (!now.equals(seen)) {
        seen = now;
        idle = Duration.ZERO;
      }
      if (idle.compareTo(parts.settings().patience()) > 0) {
        throw locked(idle);
      }
    }
  }

  private Optional<Fingerprint> onItsWay() throws IOException {
    return parts.shelf().store().partials().find(awaited);
  }

  private CacheException locked(Duration idle) {
    return new CacheException(
        CacheException.Kind.LOCKED,
        name
            + ": another process holds the lock and has made no progress for "
            + idle.toSeconds()
            + " s",
        Hint.END_LOCK_HOLDER);
  }
}

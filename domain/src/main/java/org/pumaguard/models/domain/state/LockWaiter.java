package org.pumaguard.models.domain.state;

import java.io.IOException;
import java.time.Duration;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * Acquires the locks of one model, and waits while the process that holds one makes progress.
 *
 * @param name the model, for messages
 * @param awaited the content whose partial grows while the holder fetches it
 * @param whenTaken called each time a lock is found taken
 */
public record LockWaiter(
    CacheParts parts,
    ModelName name,
    Sha256 awaited,
    Runnable whenTaken,
    Cancellation cancellation) {

  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration REPORT_AFTER = Duration.ofSeconds(2);

  /**
   * Acquires a lock.
   *
   * @throws CacheException if another process holds it and has made no progress for the patience of
   *     the settings
   */
  public CacheLock.Held await(CacheLock.Key key, CacheLock.Mode mode) throws IOException {
    return new PollingLock(
            parts.locks(), POLL, parts.settings().patience(), new ModelContention(), cancellation)
        .acquire(key, mode);
  }

  private final class ModelContention implements PollingLock.Contention {

    @Override
    public void onWait(Duration waited) {
      if (waited.equals(REPORT_AFTER)) {
        parts.progress().warn(name + ": waiting for another process that works on it");
      }
      whenTaken.run();
    }

    @Override
    public Object progress() throws IOException {
      return parts.view().store().partials().find(awaited);
    }

    @Override
    public CacheException timeout(Duration idle) {
      return new CacheException(
          CacheException.Kind.LOCKED,
          name
              + ": another process holds the lock and has made no progress for "
              + idle.toSeconds()
              + " s",
          Hint.END_LOCK_HOLDER);
    }
  }
}

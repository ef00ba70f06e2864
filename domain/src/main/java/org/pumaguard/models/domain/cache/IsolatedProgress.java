package org.pumaguard.models.domain.cache;

import java.util.concurrent.atomic.AtomicBoolean;
import org.pumaguard.models.domain.concurrent.CallbackScope;
import org.pumaguard.models.domain.port.Progress;

/**
 * A listener that harms nothing: what it throws is logged once, at level {@code WARNING} of the
 * logger {@code org.pumaguard.models}, and ends there. A listener that waits for the cache, which
 * could only wait for itself, fails with a {@code CacheException} of kind {@code INTERNAL}.
 */
public final class IsolatedProgress implements Progress {

  private final Progress listener;
  private final AtomicBoolean reported = new AtomicBoolean();

  private IsolatedProgress(Progress listener) {
    this.listener = listener;
  }

  /** Isolates a listener; one that is isolated already stays as it is. */
  public static Progress of(Progress listener) {
    return listener instanceof IsolatedProgress ? listener : new IsolatedProgress(listener);
  }

  @Override
  public void on(Event event) {
    call(() -> listener.on(event));
  }

  @Override
  public void warn(String message) {
    call(() -> listener.warn(message));
  }

  @Override
  public void on(Work work) {
    call(() -> listener.on(work));
  }

  private void call(Runnable callback) {
    try {
      CallbackScope.run(callback);
    } catch (Throwable e) {
      report(e);
    }
  }

  /** The first failure; a listener that fails once fails often. */
  private void report(Throwable failure) {
    if (reported.compareAndSet(false, true)) {
      try {
        System.getLogger("org.pumaguard.models")
            .log(
                System.Logger.Level.WARNING,
                "a progress listener failed; its further failures are not reported",
                failure);
      } catch (Throwable e) {
        // A logger that fails must not fail the fetch either.
        return;
      }
    }
  }
}

package org.pumaguard.models.domain.concurrent;

import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;

/**
 * Marks the thread in which a listener is called. That thread is one of those that work, and may
 * hold locks and download slots: a listener that waits for work would wait for itself.
 */
public final class CallbackScope {

  private static final ThreadLocal<Boolean> ACTIVE = new ThreadLocal<>();

  private CallbackScope() {}

  /** Calls a listener in this thread. */
  public static void run(Runnable callback) {
    if (isActive()) {
      callback.run();
      return;
    }
    ACTIVE.set(true);
    try {
      callback.run();
    } finally {
      ACTIVE.remove();
    }
  }

  private static boolean isActive() {
    return Boolean.TRUE.equals(ACTIVE.get());
  }

  /**
   * Returns if this thread is not calling a listener.
   *
   * @throws CacheException of kind {@code INTERNAL} if it is
   */
  public static void requireNone() {
    if (isActive()) {
      throw new CacheException(
          CacheException.Kind.INTERNAL,
          "a progress listener waits for the cache in a thread that works for it",
          Hint.CALL_FROM_OTHER_THREAD);
    }
  }
}

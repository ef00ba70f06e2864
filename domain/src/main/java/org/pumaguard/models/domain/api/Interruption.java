package org.pumaguard.models.domain.api;

import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLockInterruptionException;
import java.util.concurrent.CancellationException;

/**
 * Recognizes failures whose cause is that a thread was interrupted or its work cancelled. An
 * interrupted thread closes the file that it reads or writes; other threads that use the file then
 * find it closed.
 */
public final class Interruption {

  /** Enough for any chain of causes; guards against a circular one. */
  private static final int MAX_CAUSES = 32;

  private Interruption() {}

  /** Whether an interruption or a cancellation caused the failure. */
  public static boolean caused(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
      if (isInterruption(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /**
   * The failure of a call in this thread. If the thread is interrupted, failures that may come of
   * that are {@code INTERRUPTED}.
   */
  public static CacheException inThisThread(Throwable cause) {
    CacheException failure = CacheException.of(cause);
    return Thread.currentThread().isInterrupted() && mayResult(failure)
        ? CacheException.interrupted(failure)
        : failure;
  }

  /** Whether a failure may come of an interruption, or of closed connections or threads. */
  public static boolean mayResult(CacheException failure) {
    return switch (failure.kind()) {
      case UNAVAILABLE, STORAGE, LOCKED -> true;
      case INTERRUPTED, CLOSED, UNKNOWN_MODEL, NOT_FOUND, OFFLINE -> false;
      case REGISTRY, INTEGRITY, INTERNAL -> caused(failure);
    };
  }

  private static boolean isInterruption(Throwable e) {
    return e instanceof InterruptedException
        || e instanceof CancellationException
        || e instanceof ClosedChannelException
        || e instanceof FileLockInterruptionException
        // A time-out of a socket is a subclass.
        || e.getClass() == InterruptedIOException.class
        || (e instanceof CacheException known && known.kind() == CacheException.Kind.INTERRUPTED);
  }
}

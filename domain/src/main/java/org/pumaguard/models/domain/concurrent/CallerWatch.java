package org.pumaguard.models.domain.concurrent;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * Cancels work that runs in the thread of a caller when the caller is interrupted or its limit is
 * over: a thread that blocks in a socket notices neither. One thread watches all of them; it ends
 * when there is nothing to watch. Safe for use by many threads.
 */
final class CallerWatch {

  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Set<Watched> all = ConcurrentHashMap.newKeySet();
  private boolean running;

  /**
   * Watches the calling thread.
   *
   * @return to be closed by the same thread when the work has ended
   */
  Watched watch(WaitLimit limit, Cancellation work) {
    Watched watched = new Watched(Thread.currentThread(), limit, work);
    all.add(watched);
    start();
    return watched;
  }

  private synchronized void start() {
    if (!running) {
      Thread thread = new Thread(null, this::run, "pumaguard-models-watch", 0, false);
      thread.setDaemon(true);
      try {
        thread.start();
        running = true;
      } catch (OutOfMemoryError e) {
        // Without a thread to spare, the work notices an interruption where it can.
        return;
      }
    }
  }

  private void run() {
    while (hasMore()) {
      all.forEach(Watched::check);
      LockSupport.parkNanos(INTERVAL_NANOS);
    }
  }

  private synchronized boolean hasMore() {
    running = !all.isEmpty();
    return running;
  }

  /** A caller that works. */
  final class Watched implements AutoCloseable {

    private final Thread caller;
    private final WaitLimit limit;
    private final Cancellation work;

    private Watched(Thread caller, WaitLimit limit, Cancellation work) {
      this.caller = caller;
      this.limit = limit;
      this.work = work;
    }

    private void check() {
      if (caller.isInterrupted() || limit.isOver()) {
        all.remove(this);
        work.cancel();
      }
    }

    @Override
    public void close() {
      all.remove(this);
    }
  }
}

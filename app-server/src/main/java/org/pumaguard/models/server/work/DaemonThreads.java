package org.pumaguard.models.server.work;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that do not keep the process alive. */
public final class DaemonThreads {

  private DaemonThreads() {}

  /** Daemon threads named {@code pumaguard-NAME-1}, {@code pumaguard-NAME-2}, … */
  public static ThreadFactory daemons(String name) {
    AtomicInteger count = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, "pumaguard-" + name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}

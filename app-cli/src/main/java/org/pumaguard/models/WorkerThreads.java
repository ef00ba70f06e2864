package org.pumaguard.models;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Numbered daemon threads. They keep no class loader but that of this library alive, whichever
 * thread starts them.
 */
final class WorkerThreads implements ThreadFactory {

  private final String name;
  private final AtomicInteger number = new AtomicInteger();

  WorkerThreads(String name) {
    this.name = name;
  }

  @Override
  public Thread newThread(Runnable work) {
    Thread thread = new Thread(null, work, name + "-" + number.incrementAndGet(), 0, false);
    thread.setContextClassLoader(WorkerThreads.class.getClassLoader());
    thread.setDaemon(true);
    return thread;
  }
}

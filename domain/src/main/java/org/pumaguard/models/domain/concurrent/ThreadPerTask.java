package org.pumaguard.models.domain.concurrent;

import java.util.concurrent.Executor;

/**
 * Runs each task in a daemon thread of its own, which ends with the task. For work that must start
 * whatever the executor of the cache does: a pool may be full, or run tasks in the calling thread.
 *
 * @param name of the threads
 */
public record ThreadPerTask(String name) implements Executor {

  @Override
  public void execute(Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}

package org.pumaguard.models.server;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import org.pumaguard.models.cli.settings.ExitStatus;
import org.pumaguard.models.domain.api.CacheException;

/**
 * The life of the program from the moment at which the server listens.
 *
 * @param signals the signals that the process receives
 * @param manager the service manager that waits for notifications, if there is one
 */
record Lifecycle(
    ModelServer server, BlockingQueue<Signals.Kind> signals, Optional<ServiceManager> manager) {

  /** Acts on signals until one stops the server. Returns the exit status. */
  int untilStopped() {
    manager.ifPresent(waiting -> waiting.ready(server.uri()));
    int status = untilSignalled();
    manager.ifPresent(ServiceManager::stopping);
    return status;
  }

  private int untilSignalled() {
    while (true) {
      try {
        switch (signals.take()) {
          case HANG_UP -> {
            server.reopenAccessLog();
            server.refresh();
          }
          case TERMINATE -> {
            return ExitStatus.DONE;
          }
          case INTERRUPT -> {
            return ExitStatus.of(CacheException.Kind.INTERRUPTED);
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return ExitStatus.of(CacheException.Kind.INTERRUPTED);
      }
    }
  }
}

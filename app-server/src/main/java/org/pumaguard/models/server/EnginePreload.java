package org.pumaguard.models.server;

import io.undertow.Undertow;
import java.io.IOException;
import java.util.List;
import org.pumaguard.models.server.metrics.ServerMetrics;
import org.pumaguard.models.server.work.DaemonThreads;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;

/**
 * Has the classes of the HTTP engine and of the metrics made ready while the settings are still
 * being read: each takes about as long as the other, and no order is needed.
 */
final class EnginePreload {

  private static final String MANAGEMENT = "javax.management.builder.initial";

  private EnginePreload() {}

  static void start() {
    for (Runnable work :
        List.<Runnable>of(EnginePreload::engine, () -> new ServerMetrics().close())) {
      DaemonThreads.daemons("warm-up").newThread(() -> quietly(work)).start();
    }
  }

  private static void engine() {
    withoutManagement();
    try {
      Undertow.builder().addHttpListener(0, "localhost").build();
      Xnio.getInstance()
          .createWorker(
              OptionMap.builder()
                  .set(Options.WORKER_IO_THREADS, 1)
                  .set(Options.THREAD_DAEMON, true)
                  .getMap())
          .shutdownNow();
    } catch (IOException e) {
      return;
    }
  }

  /**
   * XNIO would have the JDK make its server of management beans, which takes longer than starting
   * Java, to show its own there; where it gets none it goes without. Whoever asks for one later
   * gets it.
   */
  private static void withoutManagement() {
    String usual = System.getProperty(MANAGEMENT);
    System.setProperty(MANAGEMENT, "none");
    try {
      Xnio.getInstance();
    } finally {
      if (usual == null) {
        System.clearProperty(MANAGEMENT);
      } else {
        System.setProperty(MANAGEMENT, usual);
      }
    }
  }

  /** What fails here fails again, and is told, where it is needed. */
  private static void quietly(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | LinkageError e) {
      return;
    }
  }
}

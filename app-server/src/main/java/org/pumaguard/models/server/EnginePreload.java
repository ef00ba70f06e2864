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
 * Initialises the classes of the HTTP engine and of the metrics while the settings are read. The
 * two take about the same time and do not depend on each other, so each has its own thread.
 */
final class EnginePreload {

  private static final String MANAGEMENT = "javax.management.builder.initial";

  private EnginePreload() {}

  static void start() {
    for (Runnable work :
        List.<Runnable>of(EnginePreload::engine, () -> new ServerMetrics(List.of()).close())) {
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
   * Keeps XNIO from creating the platform MBean server, which takes longer than starting Java. XNIO
   * would register its beans there, and works without them. A later request for the MBean server
   * still creates it.
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

  /** Ignores failures: the same work fails again, and is reported, when the server needs it. */
  private static void quietly(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | LinkageError e) {
      return;
    }
  }
}

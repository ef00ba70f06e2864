package org.pumaguard.models.server;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.pumaguard.models.Models;
import org.pumaguard.models.server.settings.ServerSettings;

/** A server in the test's own process. */
public final class EmbeddedServer implements AutoCloseable {

  private final ModelServer server;

  public EmbeddedServer(Path cache, URI registry, ServerSettings settings) {
    server = ModelServer.start(Models.at(cache).registry(registry), settings);
  }

  /** On a free port, with all models. */
  static ServerSettings settings() {
    return ServerSettings.DEFAULT.at("127.0.0.1", 0);
  }

  /** On a free port, with little patience. */
  public static ServerSettings impatient(Duration idle, int maxConnections) {
    return settings()
        .with(
            changes ->
                changes
                    .pullThrough(true)
                    .maxConnections(maxConnections)
                    .idle(idle)
                    .grace(Duration.ofMillis(200)));
  }

  public ModelServer server() {
    return server;
  }

  public URI uri() {
    return server.uri();
  }

  /** Waits until all wanted models are there. */
  EmbeddedServer awaitReady() throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!server.isReady()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("the server does not become ready");
      }
      Thread.onSpinWait();
    }
    return this;
  }

  @Override
  public void close() {
    server.close();
  }
}

package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.Models;
import org.pumaguard.models.domain.fake.RecordingProgress;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.RawConnection;
import org.pumaguard.models.testkit.SampleRegistry;

/** A server that starts while the source of its registry accepts connections and stays silent. */
@Tag("slow")
@Timeout(120)
class SilentUpstreamTest {

  private static final String REGISTRY = "/model-registry.yaml";

  @TempDir private Path temp;
  private final FaultyServer source = new FaultyServer();
  private final RecordingProgress progress = new RecordingProgress();

  SilentUpstreamTest() throws IOException {}

  @BeforeEach
  void cacheAll() throws Exception {
    SampleRegistry.sized(temp.resolve("www")).single("m.pt", 1000, 1).write().writeTo(source);
    try (ModelServer server = start()) {
      awaitReady(server);
      // The records are written after the models are there.
      while (!Files.exists(temp.resolve("cache/model-registry.json"))) {
        LockSupport.parkNanos(1_000_000);
      }
    }
    source.failAlways(REGISTRY, Fault.SILENT);
  }

  @AfterEach
  void stop() throws IOException {
    source.close();
  }

  @Test
  void servesTheModelsOfTheCopyWithOneWarning() throws Exception {
    int before = source.requests(REGISTRY).size();
    try (ModelServer server = start()) {
      assertEquals(200, status(server, "/api/v1/models"), "at once");
      awaitReady(server);
      assertEquals(200, status(server, "/models/m.pt"));
      // The server tries again in the background.
      while (source.requests(REGISTRY).size() < before + 2) {
        LockSupport.parkNanos(1_000_000);
      }
      assertTrue(server.isReady());
      List<String> warnings = progress.warnings();
      assertEquals(1, warnings.size(), warnings::toString);
      assertTrue(warnings.get(0).contains("(no answer within 10 s)"), warnings::toString);
    }
  }

  private ModelServer start() {
    return ModelServer.start(
        Models.at(temp.resolve("cache"))
            .registry(source.location(REGISTRY).uri())
            .progress(progress),
        EmbeddedServer.settings());
  }

  private static int status(ModelServer server, String path) throws IOException {
    try (RawConnection wire = new RawConnection(server.uri())) {
      return wire.ask("GET", path).status();
    }
  }

  private static void awaitReady(ModelServer server) {
    while (!server.isReady()) {
      LockSupport.parkNanos(1_000_000);
    }
  }
}

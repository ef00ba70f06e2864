package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.SampleRegistry;

/** Figures move as what they count does. */
@Execution(ExecutionMode.CONCURRENT)
class MetricsIT {

  private static final int BYTES = 100_000;

  @TempDir private Path temp;

  @Test
  void whatIsCountedMoves() throws IOException {
    try (FaultyServer source = new FaultyServer();
        FaultyServer mirror = new FaultyServer()) {
      SampleRegistry publisher =
          SampleRegistry.sized(temp.resolve("www"))
              .fragmented("m.h5", 3, BYTES, 1)
              .single("wrong.pt", BYTES, 7)
              .write()
              .writeTo(source)
              .writeTo(mirror);
      source.failAlways("/wrong.pt", Fault.flip(17));
      try (ServerProcess station =
          ServerProcess.start(
              temp.resolve("home"),
              "-r",
              publisher.registry().toString(),
              "-s",
              source.location("/").uri().toString(),
              "-s",
              mirror.location("/").uri().toString(),
              "--models",
              "m.h5,wrong.pt")) {
        station.awaitReady();
        assertEquals(1, station.metric("pumaguard_ready"));
        String first = source.location("/").uri().getAuthority();
        String second = mirror.location("/").uri().getAuthority();
        assertEquals(3 * BYTES, station.metric("pumaguard_fetched_bytes_total", first));
        assertEquals(BYTES, station.metric("pumaguard_fetched_bytes_total", second));
        assertTrue(station.metric("pumaguard_fetch_source_switches_total") >= 1);
        assertTrue(station.metric("pumaguard_digest_failures_total") >= 1);

        station.get("/models/m.h5");
        station.get("/models/m.h5", "Range: bytes=0-99");
        station.get("/models/none");
        station.await(() -> requests(station, "/models/{name}\",status=\"404\"") == 1);
        assertEquals(1, requests(station, "/models/{name}\",status=\"200\""));
        assertEquals(1, requests(station, "/models/{name}\",status=\"206\""));
        assertTrue(
            station.metric("pumaguard_http_sent_bytes_total", "route=\"/models/{name}\"")
                >= 3 * BYTES + 100);
        station.await(() -> station.metric("pumaguard_models", "cached") == 2);
        station.await(() -> station.metric("pumaguard_cache_bytes") == 4 * BYTES);
        assertEquals(0, station.metric("pumaguard_models", "missing"));
        station.ask("DELETE", "/api/v1/models/wrong.pt");
        station.await(() -> station.metric("pumaguard_models", "missing") == 1);
        assertEquals(0, station.metric("pumaguard_ready"));
        assertTrue(station.metric("jvm_memory_used_bytes") > 0);
        assertTrue(station.metric("jvm_threads_live_threads") > 0);
        assertTrue(station.metric("process_uptime_seconds") > 0);
      }
    }
  }

  @Test
  void whatIsFoundOnDiskIsCountedAsReused() throws IOException {
    SampleRegistry publisher =
        SampleRegistry.sized(temp.resolve("www")).fragmented("m.h5", 3, BYTES, 1).write();
    Path home = temp.resolve("home");
    try (ServerProcess station = ServerProcess.start(home, "-r", publisher.folder().toString())) {
      station.awaitReady();
      assertEquals(3 * BYTES, station.metric("pumaguard_fetched_bytes_total"));
      assertEquals(0, station.metric("pumaguard_reused_bytes_total"));
      publisher.copy("copy.h5", "m.h5").write();
      station.ask("POST", "/api/v1/registry/refresh", "Content-Length: 0");
      station.await(() -> station.get("/models/copy.h5").status() == 200);
      assertEquals(3 * BYTES, station.metric("pumaguard_reused_bytes_total"));
      assertEquals(3 * BYTES, station.metric("pumaguard_fetched_bytes_total"));
    }
  }

  @Test
  void aRegistryThatCannotBeReadShows() throws IOException {
    SampleRegistry publisher =
        SampleRegistry.sized(temp.resolve("www")).single("m.pt", BYTES, 1).write();
    Path home = temp.resolve("home");
    try (ServerProcess station = ServerProcess.start(home, "-r", publisher.folder().toString())) {
      station.awaitReady();
      assertEquals(1, station.metric("pumaguard_registry_readable"));
      double readAt = station.metric("pumaguard_registry_last_read_seconds");
      assertTrue(readAt > 1.7e9, String.valueOf(readAt));
      Files.writeString(publisher.registry(), "- - -");
      station.ask("POST", "/api/v1/registry/refresh", "Content-Length: 0");
      assertEquals(0, station.metric("pumaguard_registry_readable"));
      assertEquals(readAt, station.metric("pumaguard_registry_last_read_seconds"));
      assertEquals(1, station.metric("pumaguard_ready"), "the last good one stays in force");
      publisher.write();
      station.ask("POST", "/api/v1/registry/refresh", "Content-Length: 0");
      assertEquals(1, station.metric("pumaguard_registry_readable"));
    }
  }

  @Test
  void pathsByChanceMakeNoFigures() throws IOException {
    SampleRegistry publisher =
        SampleRegistry.sized(temp.resolve("www")).single("m.pt", 10, 1).write();
    try (ServerProcess station =
        ServerProcess.start(temp.resolve("home"), "-r", publisher.folder().toString())) {
      station.awaitReady();
      for (int i = 0; i < 50; i++) {
        station.get("/by-chance/" + i);
        station.ask("M" + i, "/models/" + i);
      }
      station.await(() -> station.metric("pumaguard_http_requests_seconds_count") >= 100);
      long lines =
          station
              .get("/metrics")
              .text()
              .lines()
              .filter(line -> line.startsWith("pumaguard_http_requests_seconds_count"))
              .count();
      assertTrue(lines < 20, lines + " lines");
    }
  }

  private static double requests(ServerProcess station, String labels) throws IOException {
    return station.metric("pumaguard_http_requests_seconds_count", "route=\"" + labels);
  }
}

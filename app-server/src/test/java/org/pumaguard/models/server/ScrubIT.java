package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.SampleRegistry;

/** Models are read again every so often, and what is damaged is mended without being asked to. */
@Execution(ExecutionMode.CONCURRENT)
class ScrubIT {

  private static final String MODEL = "m.h5";
  private static final int FRAGMENT = 100_000;

  @TempDir private Path temp;
  private FaultyServer source;
  private SampleRegistry publisher;

  @BeforeEach
  void publish() throws IOException {
    source = new FaultyServer();
    publisher =
        SampleRegistry.sized(temp.resolve("www"))
            .fragmented(MODEL, 3, FRAGMENT, 1)
            .write()
            .writeTo(source);
  }

  @AfterEach
  void stop() throws IOException {
    source.close();
  }

  @Test
  void damageIsMendedAndReported() throws IOException {
    try (ServerProcess station = station()) {
      // Before, the server may still be at getting it.
      station.await(() -> number(station, "checked") > 0);
      long before = source.bytesSent();
      damage(station);
      station.await(() -> number(station, "repaired") == 1);
      assertEquals("cached", station.state(MODEL));
      assertArrayEquals(publisher.bytes(MODEL), station.get("/models/" + MODEL).body());
      assertEquals(FRAGMENT, source.bytesSent() - before, "only what was damaged is fetched");
      Map<String, Object> scrub = station.object("/api/v1/status", "scrub").orElseThrow();
      assertEquals(2, scrub.get("intervalSeconds"));
      assertEquals(0, scrub.get("damaged"));
      assertNotNull(java.time.Instant.parse(String.valueOf(scrub.get("lastRunAt"))));
      assertTrue(station.metric("pumaguard_verifications_total", "repaired") >= 1);
      assertTrue(station.metric("pumaguard_scrub_last_run_seconds") > 1_700_000_000);
      assertTrue(station.err().contains("was damaged"), station.err());
    }
  }

  @Test
  void damageThatCantBeMendedYetIsReportedAndMendedLater() throws IOException {
    try (ServerProcess station = station()) {
      station.await(() -> number(station, "checked") > 0);
      source.failEverywhere(Fault.status(404));
      damage(station);
      station.await(() -> station.error(MODEL).isPresent());
      assertEquals("damaged", station.state(MODEL));
      station.await(() -> number(station, "damaged") > 0);
      source.heal();
      station.await(() -> station.state(MODEL).equals("cached"));
      station.await(() -> station.error(MODEL).isEmpty());
      assertArrayEquals(publisher.bytes(MODEL), station.get("/models/" + MODEL).body());
    }
  }

  @Test
  void whatIsWholeIsReadAgainAndThatIsTold() throws IOException {
    try (ServerProcess station = station()) {
      long before = source.bytesSent();
      station.await(() -> number(station, "checked") >= 2);
      assertEquals(0, number(station, "damaged"));
      assertEquals(0, number(station, "repaired"));
      assertTrue(station.metric("pumaguard_verifications_total", "ok") >= 2);
      assertEquals(before, source.bytesSent());
    }
  }

  private ServerProcess station() {
    return ServerProcess.start(
            temp.resolve("home"),
            "-r",
            publisher.registry().toString(),
            "-s",
            source.location("/").uri().toString(),
            "--retries",
            "0",
            "--scrub-interval",
            "2s")
        .awaitReady();
  }

  /** One bit, as a disk does it: without any other trace. */
  private static void damage(ServerProcess station) throws IOException {
    Path file = station.cache().resolve(MODEL);
    var before = Files.readAttributes(file, BasicFileAttributes.class).lastModifiedTime();
    byte[] content = Files.readAllBytes(file);
    content[FRAGMENT + 5] ^= 1;
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.write(file, content);
    Files.setLastModifiedTime(file, before);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
  }

  private static int number(ServerProcess station, String field) throws IOException {
    return Integer.parseInt(
        String.valueOf(station.object("/api/v1/status", "scrub").orElseThrow().get(field)));
  }
}

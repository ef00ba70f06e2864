package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.RawConnection;
import org.pumaguard.models.testkit.SampleRegistry;

/** Many at once, and a disk that is full. */
@Tag("slow")
class LoadIT {

  private static final String MODEL = "m.h5";
  private static final int BYTES = 20_000_000;

  @TempDir private Path temp;

  @Test
  void manyParallelDownloadsAreRightWithASmallHeap() throws Exception {
    SampleRegistry publisher =
        SampleRegistry.sized(temp.resolve("www")).fragmented(MODEL, 4, BYTES / 4, 1);
    publisher.write();
    ExecutorService clients = Executors.newFixedThreadPool(64);
    try (ServerProcess station =
        ServerProcess.start(
            temp.resolve("home"),
            Map.of("PUMAGUARD_MODELS_SERVER_OPTS", "-Xmx64m"),
            "-r",
            publisher.folder().toString())) {
      station.awaitReady();
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        String path = i % 2 == 0 ? "/models/" + MODEL : "/models/m.h5_a" + (char) ('a' + i % 4);
        String name = path.substring("/models/".length());
        all.add(
            clients.submit(
                () -> {
                  for (int round = 0; round < 3; round++) {
                    assertEquals(publisher.digestOf(name), digest(station, path));
                  }
                  return null;
                }));
      }
      for (Future<Void> one : all) {
        one.get();
      }
      assertEquals(200, station.get("/health/ready").status());
      assertFalse(station.err().contains("OutOfMemory"), station.err());
    } finally {
      clients.shutdownNow();
    }
  }

  /** Without keeping it. */
  private static String digest(ServerProcess station, String path) throws Exception {
    java.security.MessageDigest digest = java.security.MessageDigest.getInstance("SHA-256");
    try (RawConnection wire = station.connect()) {
      wire.send("GET", path);
      int left = Integer.parseInt(wire.head().header("Content-Length").orElseThrow());
      while (left > 0) {
        int count = Math.min(left, 1 << 16);
        digest.update(wire.bytes(count));
        left -= count;
      }
    }
    return java.util.HexFormat.of().formatHex(digest.digest());
  }

  @Test
  void servesWithAFullDisk() throws Exception {
    Path disk = Files.createDirectories(temp.resolve("disk"));
    assumeTrue(
        new ProcessRunner(temp)
                .run("/bin/sh", "-c", "mount -t tmpfs -o size=8m tmpfs '" + disk + "'")
                .status()
            == 0,
        "only root may mount");
    try {
      SampleRegistry publisher =
          SampleRegistry.sized(temp.resolve("www"))
              .single(MODEL, 3_000_000, 1)
              .single("n.pt", 50, 2)
              .write();
      try (ServerProcess station =
          ServerProcess.start(
              temp.resolve("home"),
              "-r",
              publisher.folder().toString(),
              "--cache-dir",
              disk.resolve("models").toString(),
              "--access-log",
              disk.resolve("access.log").toString())) {
        station.awaitReady();
        publisher.single("large.pt", 6_000_000, 3).write();
        station.ask("POST", "/api/v1/registry/refresh", "Content-Length: 0");
        station.await(() -> station.error("large.pt").isPresent());
        Map<String, Object> error = station.error("large.pt").orElseThrow();
        assertEquals("storage", error.get("kind"), error::toString);
        fill(disk);
        for (int i = 0; i < 3; i++) {
          assertEquals(
              publisher.digestOf(MODEL), Digests.of(station.get("/models/" + MODEL).body()));
          assertEquals(200, station.get("/api/v1/status").status());
          assertEquals(200, station.get("/metrics").status());
          assertEquals(
              202,
              station
                  .ask("POST", "/api/v1/models/" + MODEL + "/ensure", "Content-Length: 0")
                  .status());
        }
        assertTrue(station.isAlive());
        Files.delete(disk.resolve("filler"));
      }
    } finally {
      new ProcessRunner(temp).run("umount", disk.toString());
    }
  }

  @Test
  void pullingOntoAFullDiskIsAProblem() throws Exception {
    Path disk = Files.createDirectories(temp.resolve("disk"));
    assumeTrue(
        new ProcessRunner(temp)
                .run("/bin/sh", "-c", "mount -t tmpfs -o size=2m tmpfs '" + disk + "'")
                .status()
            == 0,
        "only root may mount");
    try {
      SampleRegistry publisher =
          SampleRegistry.sized(temp.resolve("www")).single("large.pt", 6_000_000, 3).write();
      try (ServerProcess station =
          ServerProcess.start(
              temp.resolve("home"),
              "-r",
              publisher.folder().toString(),
              "--models",
              "none",
              "--pull-through",
              "--cache-dir",
              disk.resolve("models").toString())) {
        RawConnection.Answer answer = station.get("/models/large.pt");
        assertEquals(507, answer.status(), answer::toString);
        assertEquals("storage", answer.json().get("kind"));
        assertFalse(String.valueOf(answer.json().get("hint")).isEmpty());
      }
    } finally {
      new ProcessRunner(temp).run("umount", disk.toString());
    }
  }

  private static void fill(Path disk) {
    byte[] page = new byte[4096];
    try (var out = Files.newOutputStream(disk.resolve("filler"))) {
      while (true) {
        out.write(page);
      }
    } catch (IOException e) {
      // That was the point.
    }
  }
}

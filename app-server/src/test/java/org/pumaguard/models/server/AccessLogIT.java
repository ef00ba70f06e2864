package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.SampleRegistry;

/** The access log, rotated as logrotate does it, and on a disk that fails. */
class AccessLogIT {

  @TempDir private Path temp;
  private SampleRegistry publisher;
  private Path log;

  @BeforeEach
  void publish() throws IOException {
    publisher = SampleRegistry.sized(temp.resolve("www")).single("m.pt", 1000, 1).write();
    log = Files.createDirectory(temp.resolve("log")).resolve("access.log");
  }

  @Test
  void continuesUnderItsNameAfterRotation() throws IOException {
    try (ServerProcess station = station(log)) {
      awaitLine(station, "before");
      Path renamed = Files.move(log, log.resolveSibling("access.log.1"));
      station.signal("HUP");
      awaitLine(station, "renamed");
      long size = Files.size(renamed);

      Files.delete(log);
      station.signal("HUP");
      awaitLine(station, "deleted");
      assertEquals(size, Files.size(renamed), "nothing more is written to the former file");
    }
  }

  @Test
  void hangUpAlsoReadsTheRegistry() throws IOException {
    try (ServerProcess station = station(log)) {
      publisher.single("new.pt", 1000, 2).write();
      station.signal("HUP");
      station.await(() -> station.get("/models/new.pt").status() == 200);
    }
  }

  @Test
  void continuesInTheOpenFileIfItCannotBeReopened() throws IOException {
    try (ServerProcess station = station(log)) {
      awaitLine(station, "before");
      Path moved = Files.move(log.getParent(), temp.resolve("moved")).resolve("access.log");
      station.signal("HUP");
      station.await(() -> station.err().contains("cannot reopen the access log"));
      station.get("/models/after");
      station.await(() -> Files.readString(moved).contains("/models/after"));

      Files.move(moved.getParent(), log.getParent());
      station.signal("HUP");
      awaitLine(station, "healed");
    }
  }

  @Test
  void aFullDiskDoesNotStopTheServer() throws IOException {
    Files.createSymbolicLink(log, Path.of("/dev/full"));
    try (ServerProcess station = station(log)) {
      station.await(() -> station.err().contains("cannot write the access log"));
      assertEquals(200, station.get("/models/m.pt").status());
      Files.delete(log);
      station.signal("HUP");
      awaitLine(station, "healed");
      assertFalse(Files.isSymbolicLink(log));
    }
  }

  @Test
  void standardOutputStaysOpen() throws IOException {
    try (ServerProcess station = station(Path.of("-"))) {
      station.signal("HUP");
      station.await(
          () -> {
            station.get("/models/after");
            return station.out().contains("/models/after");
          });
    }
  }

  /** Sends requests of a name until the log has one of them: signals take effect later. */
  private void awaitLine(ServerProcess station, String name) {
    station.await(
        () -> {
          station.get("/models/" + name);
          return Files.exists(log) && Files.readString(log).contains("/models/" + name);
        });
  }

  private ServerProcess station(Path file) {
    return ServerProcess.start(
            temp.resolve("home"),
            "-r",
            publisher.folder().toString(),
            "--access-log",
            file.toString())
        .awaitReady();
  }
}

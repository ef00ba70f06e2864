package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.RawConnection;
import org.pumaguard.models.testkit.SampleRegistry;

/** What is handed out while models are damaged, unfinished, removed and replaced. */
@Execution(ExecutionMode.CONCURRENT)
class MirrorChangeIT {

  private static final String MODEL = "m.h5";
  private static final int BYTES = 24_000_000;
  private static final int SMALL_WINDOW = 8192;

  @TempDir private Path temp;

  @Test
  void whatIsDamagedIsNeverHandedOut() throws IOException {
    SampleRegistry publisher =
        SampleRegistry.sized(temp.resolve("www")).fragmented(MODEL, 3, 100_000, 1);
    try (ServerProcess station = station(publisher)) {
      for (String fragment : new String[] {"m.h5_aa", "m.h5_ab", "m.h5_ac"}) {
        Files.delete(publisher.folder().resolve(fragment)); // So that nothing can be mended yet.
      }
      Path file = station.cache().resolve(MODEL);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      byte[] content = Files.readAllBytes(file);
      content[150_000] ^= 1;
      Files.write(file, content, StandardOpenOption.TRUNCATE_EXISTING);
      for (String path :
          new String[] {
            "/models/" + MODEL,
            "/models/v1/" + MODEL,
            "/models/m.h5_aa",
            "/models/m.h5_ab",
            "/blobs/sha256/" + publisher.digestOf(MODEL),
            "/blobs/sha256/" + publisher.digestOf("m.h5_ab"),
          }) {
        assertEquals(404, station.get(path).status(), path);
        assertEquals(404, station.get(path, "Range: bytes=0-1").status(), path);
        assertEquals(404, station.ask("HEAD", path).status(), path);
      }
      assertEquals(503, station.get("/health/ready").status());

      publisher.write();
      assertEquals(202, post(station, "/api/v1/models/" + MODEL + "/repair"));
      station.awaitReady();
      assertArrayEquals(publisher.bytes(MODEL), station.get("/models/" + MODEL).body());
      assertArrayEquals(publisher.bytes("m.h5_ab"), station.get("/models/m.h5_ab").body());
    }
  }

  @Test
  void whatIsNotWholeYetIsNotHandedOut() throws IOException {
    try (FaultyServer source = new FaultyServer()) {
      SampleRegistry publisher =
          SampleRegistry.sized(temp.resolve("www")).fragmented(MODEL, 3, 100_000, 1).write();
      publisher.writeTo(source);
      source.failAlways("/m.h5_ac", Fault.stall(50_000));
      try (ServerProcess station =
          ServerProcess.start(
              temp.resolve("home"),
              "-r",
              publisher.folder().toString(),
              "-s",
              source.location("/").uri().toString())) {
        station.await(
            () -> source.bytesSent() >= 250_000 && station.state(MODEL).equals("partial"));
        for (String name : new String[] {MODEL, "m.h5_aa", "m.h5_ab", "m.h5_ac"}) {
          assertEquals(404, station.get("/models/" + name).status(), name);
          assertEquals(
              404, station.get("/blobs/sha256/" + publisher.digestOf(name)).status(), name);
        }
      }
    }
  }

  @Test
  void aTransferGoesOnToItsRightEndWhenItsModelIsRemoved() throws IOException {
    SampleRegistry publisher = SampleRegistry.sized(temp.resolve("www")).single(MODEL, BYTES, 1);
    try (ServerProcess station = station(publisher);
        RawConnection wire = new RawConnection(station.uri(), SMALL_WINDOW)) {
      wire.send("GET", "/models/" + MODEL);
      assertEquals(200, wire.head().status());
      byte[] begin = wire.bytes(100_000);
      RawConnection.Answer removed = station.ask("DELETE", "/api/v1/models/" + MODEL);
      assertEquals(200, removed.status(), removed::toString);
      assertTrue(Files.notExists(station.cache().resolve(MODEL)));
      assertEquals(404, station.get("/models/" + MODEL).status());
      assertWhole(publisher.bytes(MODEL), begin, wire.bytes(BYTES - 100_000));
      assertEquals(404, wire.ask("GET", "/models/" + MODEL).status());
    }
  }

  @Test
  void aTransferKeepsItsVersionDuringAnUpdate() throws IOException {
    SampleRegistry publisher = SampleRegistry.sized(temp.resolve("www")).single(MODEL, BYTES, 1);
    try (ServerProcess station = station(publisher);
        RawConnection wire = new RawConnection(station.uri(), SMALL_WINDOW)) {
      byte[] old = publisher.bytes(MODEL);
      String oldDigest = publisher.digestOf(MODEL);
      wire.send("GET", "/models/" + MODEL);
      wire.head();
      byte[] begin = wire.bytes(100_000);
      publisher.single(MODEL, BYTES / 2, 7).write();
      assertEquals(200, station.ask("POST", "/api/v1/registry/refresh").status());
      station.await(
          () ->
              station
                  .ask("HEAD", "/models/" + MODEL)
                  .header("ETag")
                  .equals(java.util.Optional.of('"' + publisher.digestOf(MODEL) + '"')));
      assertWhole(old, begin, wire.bytes(BYTES - 100_000));
      assertArrayEquals(publisher.bytes(MODEL), wire.ask("GET", "/models/" + MODEL).body());
      RawConnection.Answer rest =
          wire.ask("GET", "/models/" + MODEL, "Range: bytes=5-", "If-Range: \"" + oldDigest + '"');
      assertEquals(200, rest.status(), "a part of another version is none of this one");
    }
  }

  private ServerProcess station(SampleRegistry publisher) throws IOException {
    publisher.write();
    return ServerProcess.start(temp.resolve("home"), "-r", publisher.folder().toString())
        .awaitReady();
  }

  private static int post(ServerProcess station, String path) throws IOException {
    return station.ask("POST", path, "Content-Length: 0").status();
  }

  private static void assertWhole(byte[] expected, byte[] begin, byte[] rest) {
    byte[] all = java.util.Arrays.copyOf(begin, begin.length + rest.length);
    System.arraycopy(rest, 0, all, begin.length, rest.length);
    assertEquals(Digests.of(expected), Digests.of(all));
  }
}

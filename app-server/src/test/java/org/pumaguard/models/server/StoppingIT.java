package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RawConnection;
import org.pumaguard.models.testkit.SampleRegistry;

/** A server that is told to stop lets transfers come to their end, for a while. */
@Execution(ExecutionMode.CONCURRENT)
class StoppingIT {

  private static final String MODEL = "m.h5";
  private static final int BYTES = 24_000_000;
  private static final int SMALL_WINDOW = 8192;

  @TempDir private Path temp;
  private SampleRegistry publisher;

  @BeforeEach
  void publish() throws IOException {
    publisher = SampleRegistry.sized(temp.resolve("www")).single(MODEL, BYTES, 1).write();
  }

  @Test
  void aTransferComesToItsEndAndNothingNewIsBegun() throws IOException {
    try (ServerProcess station = station();
        RawConnection slow = new RawConnection(station.uri(), SMALL_WINDOW);
        RawConnection kept = station.connect()) {
      kept.ask("GET", "/health/live");
      slow.send("GET", "/models/" + MODEL);
      slow.head();
      byte[] begin = slow.bytes(1_000_000);
      station.signal("TERM");
      station.await(() -> kept.ask("GET", "/health/live").status() == 503);
      byte[] rest = slow.bytes(BYTES - begin.length);
      assertArrayEquals(Arrays.copyOf(publisher.bytes(MODEL), begin.length), begin);
      assertEquals(
          Digests.of(Arrays.copyOfRange(publisher.bytes(MODEL), begin.length, BYTES)),
          Digests.of(rest));
      assertEquals(Exit.OK, station.ended().status());
    }
  }

  @Test
  void aTransferThatTakesTooLongIsCut() throws IOException {
    try (ServerProcess station = station();
        RawConnection stuck = new RawConnection(station.uri(), SMALL_WINDOW)) {
      stuck.send("GET", "/models/" + MODEL);
      stuck.head();
      stuck.bytes(1_000_000);
      station.signal("TERM");
      assertEquals(Exit.OK, station.ended().status());
      assertTrue(stuck.toTheEnd() < BYTES - 1_000_000);
    }
  }

  @Test
  void idleConnectionsAndListenersDoNotKeepIt() throws IOException {
    try (ServerProcess station = station();
        RawConnection idle = station.connect();
        RawConnection listener = station.connect()) {
      idle.ask("GET", "/health/live");
      listener.send("GET", "/api/v1/events");
      assertEquals(200, listener.head().status());
      station.signal("TERM");
      listener.toTheEnd();
      ProgramResult ended = station.ended();
      assertEquals(Exit.OK, ended.status(), ended::toString);
      idle.toTheEnd();
    }
  }

  @Test
  void anInterruptEndsItToo() throws IOException {
    try (ServerProcess station = station()) {
      station.signal("INT");
      assertEquals(Exit.INTERRUPTED, station.ended().status());
    }
  }

  @Test
  void aFetchUnderWayDoesNotKeepItAndGoesOnNextTime() throws IOException {
    try (FaultyServer source = new FaultyServer()) {
      publisher.writeTo(source);
      source.failAlways("/" + MODEL, Fault.stall(BYTES / 2));
      String[] options = {
        "-r",
        publisher.registry().toString(),
        "-s",
        source.location("/").uri().toString(),
        "-j",
        "1"
      };
      try (ServerProcess station = ServerProcess.start(temp.resolve("home"), options)) {
        station.await(() -> source.bytesSent() >= BYTES / 2 - 1_000_000);
        station.await(() -> station.state(MODEL).equals("partial"));
        station.signal("TERM");
        assertEquals(Exit.OK, station.ended().status());
      }
      long before = source.bytesSent();
      source.heal();
      try (ServerProcess station = ServerProcess.start(temp.resolve("home"), options)) {
        station.awaitReady();
        assertEquals(publisher.digestOf(MODEL), Digests.of(station.get("/models/" + MODEL).body()));
        assertTrue(source.bytesSent() - before < BYTES, "what came is not fetched again");
      }
    }
  }

  private ServerProcess station() {
    return ServerProcess.start(temp.resolve("home"), "-r", publisher.folder().toString())
        .awaitReady();
  }
}

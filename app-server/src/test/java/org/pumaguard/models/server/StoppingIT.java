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
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;

/** A server that is told to stop lets transfers come to their end, for a while. */
class StoppingIT {

  private static final String MODEL = "m.h5";
  private static final int BYTES = 24_000_000;
  private static final int SMALL_WINDOW = 8192;

  @TempDir private Path temp;
  private Publisher publisher;

  @BeforeEach
  void publish() throws IOException {
    publisher = new Publisher(temp.resolve("www")).whole(MODEL, BYTES, 1).write();
  }

  @Test
  void aTransferComesToItsEndAndNothingNewIsBegun() throws IOException {
    try (Station station = station();
        Wire slow = new Wire(station.uri(), SMALL_WINDOW);
        Wire kept = station.connect()) {
      kept.ask("GET", "/health/live");
      slow.send("GET", "/models/" + MODEL);
      slow.head();
      byte[] begin = slow.bytes(1_000_000);
      station.signal("TERM");
      station.await(() -> kept.ask("GET", "/health/live").status() == 503);
      byte[] rest = slow.bytes(BYTES - begin.length);
      assertArrayEquals(Arrays.copyOf(publisher.bytes(MODEL), begin.length), begin);
      assertEquals(
          Publisher.digest(Arrays.copyOfRange(publisher.bytes(MODEL), begin.length, BYTES)),
          Publisher.digest(rest));
      assertEquals(0, station.ended().status());
    }
  }

  @Test
  void aTransferThatTakesTooLongIsCut() throws IOException {
    try (Station station = station();
        Wire stuck = new Wire(station.uri(), SMALL_WINDOW)) {
      stuck.send("GET", "/models/" + MODEL);
      stuck.head();
      stuck.bytes(1_000_000);
      station.signal("TERM");
      assertEquals(0, station.ended().status());
      assertTrue(stuck.toTheEnd() < BYTES - 1_000_000);
    }
  }

  @Test
  void idleConnectionsAndListenersDoNotKeepIt() throws IOException {
    try (Station station = station();
        Wire idle = station.connect();
        Wire listener = station.connect()) {
      idle.ask("GET", "/health/live");
      listener.send("GET", "/api/v1/events");
      assertEquals(200, listener.head().status());
      station.signal("TERM");
      listener.toTheEnd();
      Station.Ended ended = station.ended();
      assertEquals(0, ended.status(), ended::toString);
      idle.toTheEnd();
    }
  }

  @Test
  void anInterruptEndsItToo() throws IOException {
    try (Station station = station()) {
      station.signal("INT");
      assertEquals(130, station.ended().status());
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
      try (Station station = Station.start(temp.resolve("home"), options)) {
        station.await(() -> source.bytesSent() >= BYTES / 2 - 1_000_000);
        station.await(() -> station.state(MODEL).equals("partial"));
        station.signal("TERM");
        assertEquals(0, station.ended().status());
      }
      long before = source.bytesSent();
      source.heal();
      try (Station station = Station.start(temp.resolve("home"), options)) {
        station.awaitReady();
        assertEquals(
            publisher.sha256(MODEL), Publisher.digest(station.get("/models/" + MODEL).body()));
        assertTrue(source.bytesSent() - before < BYTES, "what came is not fetched again");
      }
    }
  }

  private Station station() {
    return Station.start(temp.resolve("home"), "-r", publisher.folder().toString()).awaitReady();
  }
}

package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.RawConnection;
import org.pumaguard.models.testkit.SampleRegistry;

/** What happens is told to all who listen, in its order. */
@Execution(ExecutionMode.CONCURRENT)
class EventsIT {

  private static final String MODEL = "m.h5";
  private static final int FRAGMENT = 200_000;

  @TempDir private Path temp;
  private FaultyServer source;
  private SampleRegistry publisher;
  private ServerProcess station;

  @BeforeEach
  void start() throws IOException {
    source = new FaultyServer();
    publisher =
        SampleRegistry.sized(temp.resolve("www"))
            .fragmented(MODEL, 3, FRAGMENT, 1)
            .single("small.pt", 100, 5)
            .write()
            .writeTo(source);
    station =
        ServerProcess.start(
            temp.resolve("home"),
            "-r",
            publisher.registry().toString(),
            "-s",
            source.location("/").uri().toString(),
            "--models",
            "none",
            "--retries",
            "2",
            "-j",
            "1");
    station.await(() -> station.get("/api/v1/models").status() == 200);
  }

  @AfterEach
  void stop() throws IOException {
    station.close();
    source.close();
  }

  @Test
  void aFetchIsToldFromItsStartToItsEnd() throws IOException {
    source.failOnce("/m.h5_ab", Fault.status(503, "Retry-After: 0"));
    source.failAlways("/m.h5_ac", Fault.rate(200_000));
    try (RawConnection listener = listen()) {
      post("/api/v1/models/" + MODEL + "/ensure");
      List<Map<String, Object>> events =
          read(listener, event -> "cached".equals(event.get("state")));
      List<String> kinds =
          events.stream().map(event -> String.valueOf(event.get("event"))).toList();
      assertEquals("started", kinds.get(0));
      assertTrue(kinds.indexOf("retry") > 0, kinds::toString);
      assertTrue(kinds.indexOf("progress") > 0, kinds::toString);
      assertTrue(kinds.indexOf("finished") > kinds.lastIndexOf("progress"), kinds::toString);
      assertEquals("state", kinds.get(kinds.size() - 1));
      assertEquals(1, kinds.stream().filter("finished"::equals).count());
      long last = 0;
      for (Map<String, Object> event : events) {
        assertEquals(MODEL, event.get("model"), event::toString);
        assertNotNull(Instant.parse(String.valueOf(event.get("time"))));
        if ("progress".equals(event.get("event"))) {
          long bytes = Long.parseLong(String.valueOf(event.get("bytes")));
          assertTrue(bytes >= last, kinds::toString);
          assertEquals(3 * FRAGMENT, event.get("total"));
          last = bytes;
        }
      }
      Map<String, Object> retry = events.get(kinds.indexOf("retry"));
      assertEquals("m.h5_ab", retry.get("fragment"));
      assertTrue(String.valueOf(retry.get("reason")).contains("503"), retry::toString);
      assertTrue(String.valueOf(retry.get("source")).startsWith("http://127.0.0.1"));
    }
  }

  @Test
  void aFailureARemovalAndAnotherRegistryAreTold() throws IOException {
    try (RawConnection listener = listen()) {
      source.failAlways("/small.pt", Fault.status(404));
      post("/api/v1/models/small.pt/ensure");
      List<Map<String, Object>> failed =
          read(listener, event -> "state".equals(event.get("event")));
      assertTrue(failed.toString().contains("failed"), failed::toString);
      source.heal();
      post("/api/v1/models/small.pt/ensure");
      read(listener, event -> "cached".equals(event.get("state")));
      assertEquals(200, station.ask("DELETE", "/api/v1/models/small.pt").status());
      read(listener, event -> "missing".equals(event.get("state")));
      publisher.single("new.pt", 5, 3).write();
      post("/api/v1/registry/refresh");
      List<Map<String, Object>> events =
          read(listener, event -> "registry".equals(event.get("event")));
      assertEquals(3, events.get(events.size() - 1).get("models"));
    }
  }

  @Test
  void howFarAModelIsCanBeAsked() throws IOException {
    source.failAlways("/m.h5_ac", Fault.rate(100_000));
    post("/api/v1/models/" + MODEL + "/ensure");
    station.await(
        () -> {
          Optional<Map<String, Object>> transfer =
              station.object("/api/v1/models/" + MODEL, "transfer");
          return transfer.isPresent()
              && Integer.parseInt(String.valueOf(transfer.get().get("bytes"))) > 2 * FRAGMENT;
        });
    Map<String, Object> model = station.get("/api/v1/models/" + MODEL).json();
    assertEquals("ensure", model.get("job"));
    assertEquals(false, model.get("required"));
    assertEquals(
        3 * FRAGMENT,
        station.object("/api/v1/models/" + MODEL, "transfer").orElseThrow().get("total"));
    station.await(() -> station.state(MODEL).equals("cached"));
    station.await(() -> station.get("/api/v1/models/" + MODEL).json().get("job") == null);
    assertTrue(station.object("/api/v1/models/" + MODEL, "transfer").isEmpty());
  }

  @Test
  void tellsAllListeners() throws IOException {
    List<RawConnection> listeners = new ArrayList<>();
    try {
      for (int i = 0; i < 80; i++) {
        listeners.add(listen());
      }
      post("/api/v1/models/small.pt/ensure");
      for (RawConnection listener : listeners) {
        read(listener, event -> "cached".equals(event.get("state")));
      }
    } finally {
      for (RawConnection listener : listeners) {
        listener.close();
      }
    }
    // Those that have gone make room for others.
    for (int i = 0; i < 80; i++) {
      listen().close();
    }
    station.await(
        () -> {
          try (RawConnection listener = listen()) {
            return listener != null;
          } catch (IOException e) {
            return false;
          }
        });
  }

  private RawConnection listen() throws IOException {
    RawConnection wire = station.connect();
    wire.send("GET", "/api/v1/events", "Accept: text/event-stream");
    RawConnection.Answer head = wire.head();
    assertEquals(200, head.status());
    assertTrue(head.header("Content-Type").orElse("").startsWith("text/event-stream"));
    while (!wire.line().startsWith("retry:")) {
      // The size of a chunk.
    }
    return wire;
  }

  /** Reads events up to one. */
  private static List<Map<String, Object>> read(
      RawConnection wire, Predicate<Map<String, Object>> last) throws IOException {
    List<Map<String, Object>> events = new ArrayList<>();
    String kind = "";
    while (true) {
      String line = wire.line();
      if (line.startsWith("event:")) {
        kind = line.substring(6).strip();
      } else if (line.startsWith("data:")) {
        Map<String, Object> event = JSON.std.mapFrom(line.substring(5));
        assertEquals(kind, event.get("event"));
        events.add(event);
        if (last.test(event)) {
          return events;
        }
      }
    }
  }

  private void post(String path) throws IOException {
    int status = station.ask("POST", path, "Content-Length: 0").status();
    assertTrue(status == 202 || status == 200, path + ": " + status);
  }
}

package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RawConnection;
import org.pumaguard.models.testkit.SampleRegistry;

/** A server gets what it is to have, whatever its source does, and keeps it up to date. */
@Execution(ExecutionMode.CONCURRENT)
class KeepingIT {

  private static final String MODEL = "m.h5";
  private static final String OTHER = "other.pt";

  @TempDir private Path temp;
  private FaultyServer source;
  private SampleRegistry publisher;

  @BeforeEach
  void publish() throws IOException {
    source = new FaultyServer();
    publisher =
        SampleRegistry.sized(temp.resolve("www"))
            .fragmented(MODEL, 3, 100_000, 1)
            .single(OTHER, 5000, 2)
            .write()
            .writeTo(source);
  }

  @AfterEach
  void stop() throws IOException {
    source.close();
  }

  @Test
  void itAnswersWhileTheSourceIsDownAndIsReadyWhenItCame() throws IOException {
    source.failEverywhere(Fault.status(503));
    try (ServerProcess station = station("-r", publisher.registry().toString())) {
      RawConnection.Answer waiting = station.get("/health/ready");
      assertEquals(503, waiting.status());
      assertEquals(List.of(MODEL, OTHER), waiting.json().get("missing"));
      assertEquals(200, station.get("/health/live").status());
      assertEquals(false, station.get("/api/v1/status").json().get("ready"));
      station.await(() -> station.error(OTHER).isPresent());
      Map<String, Object> error = station.error(OTHER).orElseThrow();
      assertEquals("unavailable", error.get("kind"));
      assertTrue(String.valueOf(error.get("message")).contains("503"), error::toString);

      source.heal();
      station.awaitReady();
      assertEquals(List.of(), station.get("/health/ready").json().get("missing"));
      assertArrayEquals(publisher.bytes(MODEL), station.get("/models/" + MODEL).body());
      station.await(() -> station.error(OTHER).isEmpty());
    }
  }

  @Test
  void aRegistryFromTheNetworkMayComeLaterThanTheServer() throws IOException {
    source.failEverywhere(Fault.HANG_UP);
    try (ServerProcess station = station("-r", registryUrl(), "--models", MODEL)) {
      station.await(() -> station.get("/health/ready").json().containsKey("registry"));
      RawConnection.Answer waiting = station.get("/health/ready");
      assertEquals(503, waiting.status());
      assertEquals(List.of(MODEL), waiting.json().get("missing"));
      for (String path : new String[] {"/api/v1/models", "/models/x", "/model-registry.yaml"}) {
        RawConnection.Answer answer = station.get(path);
        assertEquals(503, answer.status(), answer::toString);
        assertTrue(answer.header("Retry-After").isPresent(), answer::toString);
      }
      assertEquals(200, station.get("/").status());
      assertEquals(200, station.get("/metrics").status());
      assertEquals(200, station.get("/api/v1/status").status());
      source.heal();
      station.awaitReady();
      assertEquals("cached", station.state(MODEL));
      assertEquals("missing", station.state(OTHER));
    }
  }

  @Test
  void withNoneItIsReadyAtOnce() throws IOException {
    try (ServerProcess station = station("-r", registryUrl(), "--models", "none")) {
      assertEquals(200, station.get("/health/ready").status());
      station.await(() -> station.get("/api/v1/models").status() == 200);
      assertEquals("missing", station.state(MODEL));
      assertEquals(0, source.bytesSent("/other.pt"));
    }
  }

  @Test
  void aModelThatWasRemovedAndCachedAgainIsHeldAsBefore() throws IOException {
    try (ServerProcess station = station("-r", publisher.registry().toString())) {
      station.awaitReady();
      station.await(() -> clearByAnother(station).contains("in use"));
      assertEquals(200, station.ask("DELETE", "/api/v1/models/" + OTHER).status());
      assertEquals(
          202,
          station.ask("POST", "/api/v1/models/" + OTHER + "/ensure", "Content-Length: 0").status());
      station.awaitReady();
      station.await(() -> clearByAnother(station).contains("in use"));
      assertEquals("cached", station.state(OTHER));
    }
  }

  private String clearByAnother(ServerProcess station) {
    return new Launcher(temp.resolve("another"))
        .run(
            "-r",
            publisher.registry().toString(),
            "--cache-dir",
            station.cache().toString(),
            "clear",
            "-y",
            OTHER)
        .err();
  }

  @Test
  void removesAModelWhoseContentAnotherShares() throws IOException {
    publisher.single("twin.pt", 700, 9).single("other-twin.pt", 700, 9).write().writeTo(source);
    try (ServerProcess station = station("-r", publisher.registry().toString())) {
      station.awaitReady();
      for (String twin : new String[] {"twin.pt", "other-twin.pt"}) {
        assertEquals(200, station.ask("DELETE", "/api/v1/models/" + twin).status());
        assertEquals(404, station.get("/models/" + twin).status());
      }
    }
  }

  /** It is ready as soon as the last model is there, and takes its leases only then. */
  @Test
  void removedModelsStayRemovedDuringAFetch() throws IOException {
    List<String> names = IntStream.range(0, 300).mapToObj(i -> "small-" + i + ".pt").toList();
    names.forEach(name -> publisher.single(name, 100 + names.indexOf(name), 7));
    publisher.write().writeTo(source);
    try (ServerProcess station = station("-r", publisher.registry().toString())) {
      station.awaitReady();
      for (int i = names.size() - 1; i >= 0; i--) {
        String name = names.get(i);
        RawConnection.Answer removed = station.ask("DELETE", "/api/v1/models/" + name);
        assertEquals(200, removed.status(), removed::toString);
      }
      for (String name : names) {
        assertEquals("missing", station.state(name), name);
      }
      assertEquals("cached", station.state(MODEL));
    }
  }

  @Test
  void aHangUpSignalHasTheRegistryReadAgain() throws IOException {
    try (ServerProcess station = station("-r", publisher.registry().toString())) {
      station.awaitReady();
      publisher.single("new.pt", 700, 9).write().writeTo(source);
      station.signal("HUP");
      station.await(() -> station.get("/models/new.pt").status() == 200);
      assertArrayEquals(publisher.bytes("new.pt"), station.get("/models/new.pt").body());
      assertTrue(station.isAlive());
    }
  }

  @Test
  void refreshReportsWhetherTheRegistryChanged() throws IOException {
    try (ServerProcess station = station("-r", registryUrl())) {
      station.awaitReady();
      assertEquals(Map.of("models", 2, "changed", false), refresh(station).json());
      publisher.single("new.pt", 700, 9).withdraw(OTHER).single("newer.pt", 80, 3);
      publisher.writeTo(source);
      assertEquals(Map.of("models", 3, "changed", true), refresh(station).json());
      station.await(() -> station.get("/models/newer.pt").status() == 200);
      assertEquals(404, station.get("/api/v1/models/" + OTHER).status());
      station.awaitReady();

      source.change(
          "/model-registry.yaml", "new.pt: {}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      RawConnection.Answer refused = refresh(station);
      assertEquals(503, refused.status(), refused::toString);
      assertEquals("registry", refused.json().get("kind"));
      assertEquals(3, models(station).size(), "the former registry stays in force");
      Map<String, Object> registry = station.object("/api/v1/status", "registry").orElseThrow();
      assertTrue(registry.get("error") != null, registry::toString);
      assertEquals(200, station.get("/health/ready").status());
    }
  }

  @Test
  void theRegistryIsReadAgainEverySoOften() throws IOException {
    try (ServerProcess station = station("-r", registryUrl(), "--refresh", "1s")) {
      station.awaitReady();
      publisher.single("new.pt", 700, 9).writeTo(source);
      station.await(() -> station.get("/models/new.pt").status() == 200);
    }
  }

  @Test
  void anOutdatedModelIsHandedOutUntilTheNewOneIsThere() throws IOException {
    try (ServerProcess station = station("-r", registryUrl())) {
      station.awaitReady();
      byte[] old = publisher.bytes(OTHER);
      publisher.single(OTHER, 6000, 5).writeTo(source);
      source.failAlways("/" + OTHER, Fault.status(503));
      assertEquals(true, refresh(station).json().get("changed"));
      station.await(() -> station.error(OTHER).isPresent());
      assertEquals("outdated", station.state(OTHER));
      assertArrayEquals(old, station.get("/models/" + OTHER).body());
      assertEquals(200, station.get("/health/ready").status());

      source.heal();
      station.await(() -> station.state(OTHER).equals("cached"));
      assertArrayEquals(publisher.bytes(OTHER), station.get("/models/" + OTHER).body());
      assertEquals(
          Optional.of('"' + publisher.digestOf(OTHER) + '"'),
          station.get("/models/" + OTHER).header("ETag"));
    }
  }

  @Test
  void whatIsThereAlreadyIsThereAtOnceWithoutTheSource() throws IOException {
    ProgramResult filled =
        new Launcher(temp.resolve("home"))
            .run("-r", publisher.folder().toString(), "cache", MODEL, OTHER);
    assertEquals(Exit.OK, filled.status(), filled::toString);
    source.failEverywhere(Fault.HANG_UP);
    try (ServerProcess station = station("-r", publisher.registry().toString())) {
      assertEquals(200, station.get("/health/ready").status());
      assertArrayEquals(publisher.bytes(MODEL), station.get("/models/" + MODEL).body());
      assertTrue(Files.exists(station.cache().resolve(MODEL)));
    }
  }

  private ServerProcess station(String... options) {
    String[] all = java.util.Arrays.copyOf(options, options.length + 6);
    String[] own = {
      "-s", source.location("/").uri().toString(), "--retries", "0", "--timeout", "5"
    };
    System.arraycopy(own, 0, all, options.length, own.length);
    return ServerProcess.start(temp.resolve("home"), all);
  }

  private String registryUrl() {
    return source.location("/model-registry.yaml").uri().toString();
  }

  private static RawConnection.Answer refresh(ServerProcess station) throws IOException {
    return station.ask("POST", "/api/v1/registry/refresh", "Content-Length: 0");
  }

  private static List<Object> models(ServerProcess station) throws IOException {
    return JSON.std.listFrom(station.get("/api/v1/models").text());
  }
}

package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.Nginx;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RawConnection;
import org.pumaguard.models.testkit.RunningProgram;
import org.pumaguard.models.testkit.SampleRegistry;

/** A station behind nginx with its defaults, under a path. */
class ReverseProxyIT {

  private static final String ENSURE = "/puma/api/v1/models/m.pt/ensure";

  @TempDir private static Path temp;
  @TempDir private Path home;
  private static SampleRegistry publisher;
  private static ServerProcess station;
  private static Nginx proxy;

  @BeforeAll
  static void start() throws IOException {
    publisher =
        SampleRegistry.sized(temp.resolve("www"))
            .single("m.pt", 100_000, 1)
            .fragmented("two.h5", 2, 50_000, 2)
            .write();
    station =
        ServerProcess.start(temp.resolve("home"), "-r", publisher.folder().toString()).awaitReady();
    proxy = Nginx.forward(station.uri(), "/puma/", temp.resolve("nginx"));
  }

  @AfterAll
  static void stop() {
    station.close();
    if (proxy != null) {
      proxy.close();
    }
  }

  @Test
  void clientsTakeTheModelsFromTheStation() throws IOException {
    ProgramResult ended = new Launcher(home).run("-r", proxy.url() + "puma/", "cache");
    assertEquals(Exit.OK, ended.status(), ended::toString);
    Path cache = home.resolve(".local/share/pumaguard/models");
    for (String name : new String[] {"m.pt", "two.h5"}) {
      assertArrayEquals(publisher.bytes(name), Files.readAllBytes(cache.resolve(name)));
    }
    assertTrue(proxy.requests().contains("/puma/models/m.pt"), proxy.requests()::toString);
  }

  /** nginx keeps events back until its buffer is full, unless the answer forbids it. */
  @Test
  void eventsArriveAtOnce() {
    ProcessRunner processes = new ProcessRunner(home);
    try (RunningProgram curl =
        processes.start(
            java.util.List.of("curl", "-sN", "-m", "100", proxy.url() + "puma/api/v1/events"))) {
      curl.await(() -> curl.out().contains("retry:"));
      curl.await(
          () -> {
            station.ask("POST", "/api/v1/models/m.pt/verify", "Content-Length: 0");
            return curl.out().contains("event:state");
          });
    }
  }

  @Test
  void largeAnswersAreNotBuffered() throws IOException {
    for (String path :
        new String[] {"/models/m.pt", "/models/two.h5_aa", "/blobs/sha256/" + digest("m.pt")}) {
      assertEquals(Optional.of("no"), station.get(path).header("X-Accel-Buffering"), path);
    }
  }

  @Test
  void nothingChangesThroughAProxyWithoutAToken() throws IOException {
    assertEquals(403, through(proxy).ask("POST", ENSURE, "Content-Length: 0").status());
    assertEquals(
        202, station.ask("POST", "/api/v1/models/m.pt/ensure", "Content-Length: 0").status());
    String[] settings = {
      "proxy_http_version 1.1; proxy_set_header Host $host;",
      "proxy_http_version 1.1; proxy_set_header X-Forwarded-For $remote_addr;",
      "proxy_http_version 1.1; proxy_set_header X-Forwarded-Proto https;",
      "proxy_http_version 1.1; proxy_set_header X-Real-IP $remote_addr;",
      "proxy_http_version 1.1; proxy_set_header Via '1.1 nginx';",
    };
    for (String setting : settings) {
      try (Nginx other = Nginx.forward(station.uri(), "/puma/", home.resolve("nginx"), setting)) {
        assertEquals(
            403,
            through(other)
                .ask("POST", ENSURE, "Content-Length: 0", "Host: station.example")
                .status(),
            setting);
      }
    }
    assertTrue(station.err().contains("--token-file"), station.err());
  }

  @Test
  void locationsAreRightUnderAPath() throws IOException {
    RawConnection.Answer accepted =
        station.ask("POST", "/api/v1/models/m.pt/ensure", "Content-Length: 0");
    URI request = URI.create(proxy.url()).resolve(ENSURE);
    assertEquals(
        "/puma/api/v1/models/m.pt",
        request.resolve(accepted.header("Location").orElseThrow()).getPath());
    assertEquals(200, through(proxy).ask("GET", "/puma/api/v1/models/m.pt").status());
    assertTrue(through(proxy).ask("GET", "/puma/models").text().contains("href=\"models/m.pt\""));
    assertTrue(through(proxy).ask("GET", "/puma/models/").text().contains("href=\"m.pt\""));
  }

  private static RawConnection through(Nginx nginx) throws IOException {
    return new RawConnection(URI.create(nginx.url()));
  }

  private static String digest(String name) {
    return publisher.digestOf(name);
  }
}

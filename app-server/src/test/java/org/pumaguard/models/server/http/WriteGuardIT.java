package org.pumaguard.models.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.server.ServerProcess;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RawConnection;
import org.pumaguard.models.testkit.SampleRegistry;

/** Who may change something, and what is kept secret. */
class WriteGuardIT {

  private static final String TOKEN = "s3cret-Token_0123456789";
  private static final String ENSURE = "/api/v1/models/m.pt/ensure";

  @TempDir private Path temp;
  private SampleRegistry publisher;

  @BeforeEach
  void publish() throws IOException {
    publisher = SampleRegistry.sized(temp.resolve("www")).single("m.pt", 1000, 1).write();
  }

  @Test
  void everyChangeNeedsTheToken() throws IOException {
    Path file = Files.writeString(temp.resolve("token"), TOKEN + "\n");
    Path log = temp.resolve("access.log");
    try (ServerProcess station =
        station("--token-file", file.toString(), "--access-log", log.toString(), "-v")) {
      for (String[] route :
          new String[][] {
            {"POST", ENSURE},
            {"POST", "/api/v1/models/m.pt/verify"},
            {"POST", "/api/v1/models/m.pt/repair"},
            {"POST", "/api/v1/registry/refresh"},
            {"DELETE", "/api/v1/models/m.pt"},
          }) {
        for (String wrong :
            new String[] {
              "X-None: 1",
              "Authorization: Bearer wrong",
              "Authorization: Bearer",
              "Authorization: Basic " + TOKEN,
              "Authorization: Bearer " + TOKEN + "x",
              "Authorization: Bearer " + TOKEN.substring(1),
            }) {
          RawConnection.Answer refused =
              station.ask(route[0], route[1], "Content-Length: 0", wrong);
          assertEquals(401, refused.status(), wrong);
          assertEquals(Optional.of("Bearer"), refused.header("WWW-Authenticate"));
          assertEquals(Optional.of("application/problem+json"), refused.header("Content-Type"));
        }
      }
      assertEquals("cached", station.state("m.pt"));
      String right = "Authorization: Bearer " + TOKEN;
      assertEquals(202, station.ask("POST", ENSURE, "Content-Length: 0", right).status());
      assertEquals(
          202,
          station
              .ask("POST", ENSURE, "Content-Length: 0", right, "X-Forwarded-For: 9.9.9.9")
              .status(),
          "who has the token may be anywhere");
      assertEquals(
          403,
          station
              .ask("POST", ENSURE, "Content-Length: 0", right, "Sec-Fetch-Site: cross-site")
              .status());
      assertEquals(200, station.ask("DELETE", "/api/v1/models/m.pt", right).status());
      assertEquals(true, station.get("/api/v1/status").json().get("tokenNeeded"));
      for (String path : new String[] {"/", "/api/v1/status", "/metrics", "/api/v1/models"}) {
        RawConnection.Answer open = station.get(path);
        assertEquals(200, open.status(), path);
        assertFalse(open.text().contains(TOKEN), path);
      }
      station.signal("TERM");
      ProgramResult ended = station.ended();
      assertEquals(Exit.OK, ended.status());
      assertTrue(ended.err().contains("DEBUG"), ended::toString);
      assertFalse((ended.out() + ended.err() + Files.readString(log)).contains("s3cret"));
    }
  }

  @Test
  void withoutATokenOnlyThisMachineMayAndNoForeignPage() throws IOException {
    try (ServerProcess station = station()) {
      String self = "127.0.0.1:" + station.uri().getPort();
      String port = ":" + station.uri().getPort();
      for (String[] headers :
          new String[][] {
            {"Host: evil.example" + port},
            {"Host: 127.0.0.1.evil.example" + port},
            {"Host: localhost.evil.example" + port},
            {"Host: "},
            {"Host: " + self, "Host: " + self},
            {"Origin: http://evil.example"},
            {"Origin: null"},
            {"Origin: http://127.0.0.1:1"},
            {"Origin: http://" + self + ".evil.example"},
            {"Origin: file://"},
            {"Sec-Fetch-Site: cross-site"},
            {"Sec-Fetch-Site: same-site"},
            {"Sec-Fetch-Site: same-origin", "Origin: http://evil.example"},
            {"X-Forwarded-For: 127.0.0.1"},
            {"X-Forwarded-Proto: https"},
            {"X-Real-IP: 127.0.0.1"},
            {"Forwarded: for=9.9.9.9"},
            {"Via: 1.1 proxy"},
            {"Host: 192.0.2.1" + port},
            {"Host: 10.0.0.1"},
            {"Host: [2001:db8::1]" + port},
            {"Host: [::ffff:10.0.0.1]"},
            {"Host: 127.0.0.1.1" + port},
          }) {
        RawConnection.Answer refused = post(station, headers);
        assertTrue(
            refused.status() == 403 || refused.status() == 400,
            () -> String.join("; ", headers) + ": " + refused);
        if (refused.status() == 403) {
          assertEquals(Optional.of("application/problem+json"), refused.header("Content-Type"));
          assertTrue(refused.header("Access-Control-Allow-Origin").isEmpty());
        }
      }
      for (String[] headers :
          new String[][] {
            {"Host: " + self},
            {"Host: localhost" + port},
            {"Host: LocalHost" + port},
            {"Host: [::1]" + port},
            {"Host: [0:0:0:0:0:0:0:1]" + port},
            {"Host: 127.0.1.1" + port},
            {"Host: localhost"},
            {"Origin: http://" + self, "Sec-Fetch-Site: same-origin"},
            {"Sec-Fetch-Site: none"},
          }) {
        assertEquals(202, post(station, headers).status(), () -> String.join("; ", headers));
      }
      for (String[] headers :
          new String[][] {
            {"Host: models.example"}, {"Origin: http://evil.example"}, {"X-Forwarded-For: 9.9.9.9"},
          }) {
        RawConnection.Answer free = station.get("/models/m.pt", headers);
        assertEquals(200, free.status(), () -> String.join("; ", headers));
        assertTrue(free.header("Access-Control-Allow-Origin").isEmpty(), free::toString);
      }
    }
  }

  @Test
  void namesThatAreAllowedCount() throws IOException {
    Path file = Files.writeString(temp.resolve("token"), TOKEN + "\n");
    String[] options = {"--allowed-host", "Models.example", "--token-file", file.toString()};
    try (ServerProcess station = station(options)) {
      String port = ":" + station.uri().getPort();
      String right = "Authorization: Bearer " + TOKEN;
      String host = "Host: models.example";
      assertEquals(202, post(station, host + port, right).status());
      assertEquals(202, post(station, host, "Origin: https://models.example", right).status());
      assertEquals(202, post(station, host, "X-Forwarded-For: 9.9.9.9", right).status());
      assertEquals(403, post(station, "Host: x.models.example", right).status());
      assertEquals(401, post(station, host).status());
    }
  }

  /** A name that is accepted is no proof that the client is on this machine. */
  @Test
  void withoutATokenAnAllowedNameIsNotLoopback() throws IOException {
    try (ServerProcess station = station("--allowed-host", "models.example")) {
      assertEquals(403, post(station, "Host: models.example").status());
      assertTrue(station.err().contains("always use --token-file"), station.err());
    }
  }

  @Test
  void sourcesWithPasswordsAreShownWithoutThem() throws IOException {
    FaultyServer server = new FaultyServer();
    String source = server.location("/").uri().toString();
    try (server;
        ServerProcess station =
            ServerProcess.start(
                temp.resolve("home"),
                "-r",
                publisher.registry().toString(),
                "-s",
                source.replace("//", "//user:pa55word@"),
                "--retries",
                "0",
                "-v")) {
      station.await(() -> station.get("/api/v1/models/m.pt").json().get("error") != null);
      for (String path :
          new String[] {
            "/api/v1/models",
            "/api/v1/models/m.pt",
            "/model-registry.yaml",
            "/metrics",
            "/api/v1/status",
            "/health/ready",
          }) {
        RawConnection.Answer answer = station.get(path);
        assertFalse(answer.text().contains("pa55word"), answer::toString);
      }
      assertTrue(server.requests().get(0).header("Authorization").isPresent());
      assertFalse(station.err().contains("pa55word"), station.err());
      assertFalse(station.err().contains("Basic "), station.err());
    }
  }

  @Test
  void theAccessLogHasALineOfJsonForEachRequest() throws IOException {
    Path log = temp.resolve("access.log");
    try (ServerProcess station = station("--access-log", log.toString())) {
      station.get("/models/m.pt?secret=in-query", "Range: bytes=0-9", "User-Agent: test\"agent\\");
      station.get("/models/none");
      // In whatever order: a line is written after the answer.
      station.await(
          () -> {
            String text = Files.readString(log);
            return text.contains("/models/m.pt") && text.contains("/models/none");
          });
      List<String> lines = Files.readAllLines(log);
      Map<String, Object> part =
          JSON.std.mapFrom(
              lines.stream().filter(line -> line.contains("m.pt")).findFirst().orElseThrow());
      assertEquals("GET", part.get("method"));
      assertEquals("/models/m.pt", part.get("path"));
      assertEquals(206, part.get("status"));
      assertEquals(10, part.get("bytes"));
      assertEquals("127.0.0.1", part.get("client"));
      assertEquals("bytes=0-9", part.get("range"));
      assertNotNull(java.time.Instant.parse(String.valueOf(part.get("time"))));
      assertFalse(lines.toString().contains("in-query"));
    }
  }

  private ServerProcess station(String... options) throws IOException {
    String[] all = java.util.Arrays.copyOf(options, options.length + 2);
    all[options.length] = "-r";
    all[options.length + 1] = publisher.registry().toString();
    return ServerProcess.start(temp.resolve("home"), all).awaitReady();
  }

  private static RawConnection.Answer post(ServerProcess station, String... headers)
      throws IOException {
    String[] all = java.util.Arrays.copyOf(headers, headers.length + 1);
    all[headers.length] = "Content-Length: 0";
    return station.ask("POST", ENSURE, all);
  }
}

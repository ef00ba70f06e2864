package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RawConnection;
import org.pumaguard.models.testkit.SampleRegistry;

/** Names that mean something in an address. */
class OddNamesIT {

  private static final String[] NAMES = {
    "q?.pt", "h#.pt", "q?h#.pt", "a;b.pt", "50%.pt", "a+b.pt", "a b.pt", "{name}.pt", "\u00e4.pt"
  };

  @TempDir private Path temp;

  @Test
  void eachModelIsServedAndRemovedByItsOwnNameOnly() throws IOException {
    SampleRegistry publisher =
        SampleRegistry.sized(temp.resolve("www")).single("q", 500, 99).single("s;t+u", 500, 98);
    try (ServerProcess station = station(publisher)) {
      for (String name : NAMES) {
        String path = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        assertArrayEquals(publisher.bytes(name), station.get("/models/" + path).body(), name);
        assertEquals(name, station.get("/api/v1/models/" + path).json().get("name"));
        RawConnection.Answer ensured =
            station.ask("POST", "/api/v1/models/" + path + "/ensure", "Content-Length: 0");
        assertEquals(202, ensured.status(), name);
        assertEquals(
            404, station.ask("DELETE", "/api/v1/models/" + path + "%3Fother").status(), name);
        assertEquals(200, station.ask("DELETE", "/api/v1/models/" + path).status(), name);
        assertEquals(404, station.get("/models/" + path).status(), name);
      }
      assertArrayEquals(publisher.bytes("q"), station.get("/models/q").body());
      assertArrayEquals(publisher.bytes("q"), station.get("/models/q?x").body());
      assertArrayEquals(publisher.bytes("s;t+u"), station.get("/models/s;t+u").body());
      assertArrayEquals(publisher.bytes("s;t+u"), station.get("/models/s;t+u?a;b").body());
      assertEquals(404, station.get("/models/s;").status());
      assertEquals(404, station.get("/models;x/q").status());
      assertEquals(404, station.get("/models/q%EF%BF%BF").status());
    }
  }

  @Test
  void aClientFetchesThemAllFromAServer() throws IOException {
    SampleRegistry publisher = SampleRegistry.sized(temp.resolve("www"));
    try (ServerProcess station = station(publisher)) {
      ProgramResult ended =
          new Launcher(temp.resolve("client"))
              .run("-r", station.url("/model-registry.yaml"), "cache");
      assertEquals(Exit.OK, ended.status(), ended::toString);
    }
  }

  private ServerProcess station(SampleRegistry publisher) throws IOException {
    for (int i = 0; i < NAMES.length; i++) {
      publisher.single(NAMES[i], 1000 + i, i);
    }
    publisher.write();
    return ServerProcess.start(temp.resolve("home"), "-r", publisher.folder().toString())
        .awaitReady();
  }
}

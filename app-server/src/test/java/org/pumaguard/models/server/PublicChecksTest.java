package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;

/** Public checkers have no complaint about what the server says of itself. */
class PublicChecksTest {

  /** The folder into which .ci/run installs packages of npm. */
  static final Path NODE_MODULES = Path.of("..", "target", "npm", "node_modules");

  @TempDir private Path temp;
  @TempDir private Path home;

  @Test
  void promtoolAcceptsTheMetrics() throws Exception {
    assumeTrue(ProcessRunner.succeeds("promtool", "--version"), "no promtool here");
    try (RestartableServer station = new RestartableServer(temp)) {
      station.publish("detector.h5", 100_000);
      station.publish("labels.txt", 39);
      station.source.failAlways("/labels.txt", Fault.flip(3));
      station.wantingAll().run();
      for (String model : List.of("detector.h5", "labels.txt", "none")) {
        for (String job : List.of("ensure", "verify")) {
          answer(station, "POST", "/api/v1/models/" + model + "/" + job);
        }
        answer(station, "GET", "/models/" + model);
      }
      String metrics;
      do {
        metrics = answer(station, "GET", "/metrics");
      } while (!metrics.contains("pumaguard_verifications_total{")
          || !metrics.contains("pumaguard_fetched_bytes_total{"));
      Path file = Files.writeString(home.resolve("metrics"), metrics);
      ProgramResult checked =
          new ProcessRunner(home).run("sh", "-c", "promtool check metrics <'" + file + "'");
      assertEquals("", checked.out() + checked.err());
      assertEquals(0, checked.status(), checked::toString);
    }
  }

  @Test
  void redoclyAcceptsTheDescription() throws IOException {
    Path linter = NODE_MODULES.resolve(".bin/redocly");
    assumeTrue(
        Files.isExecutable(linter) && ProcessRunner.succeeds("node", "--version"),
        "no node here, or no " + linter);
    Path document = home.resolve("openapi.yaml");
    Files.write(document, ModelServer.class.getResourceAsStream("openapi.yaml").readAllBytes());
    ProgramResult checked =
        new ProcessRunner(home)
            .with("REDOCLY_TELEMETRY", "off")
            .with("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true")
            .run(linter.toAbsolutePath().toString(), "lint", "--format=json", document.toString());
    Map<String, Object> report =
        JSON.std.mapFrom(checked.out().substring(checked.out().indexOf('{')));
    assertEquals(List.of(), report.get("problems"));
    assertEquals(0, checked.status(), checked::toString);
  }

  private static String answer(RestartableServer station, String method, String path)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(station.address() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}

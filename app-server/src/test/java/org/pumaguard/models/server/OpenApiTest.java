package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.server.http.Route;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.RawConnection;

/** What the description of the API says of a route is what the server answers. */
class OpenApiTest {

  private static final String MODEL = "detector.h5";
  private static final String OTHER = "labels.txt";
  private static final String UNKNOWN = "unknown.h5";

  /**
   * Answers that need a failing disk or source, a program that uses a model, or a client elsewhere;
   * other tests have them.
   */
  private static final Set<String> OF_OTHER_TESTS =
      Set.of(
          "DELETE /api/v1/models/{name} 409",
          "GET /models/{name} 502",
          "GET /models/{name} 503",
          "GET /models/{name} 507",
          "GET /models/{tag}/{name} 502",
          "GET /models/{tag}/{name} 503",
          "GET /models/{tag}/{name} 507",
          "GET /blobs/sha256/{hex} 502",
          "GET /blobs/sha256/{hex} 503",
          "GET /blobs/sha256/{hex} 507");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Set<String> seen = new TreeSet<>();
  private final OpenApi document = OpenApi.ofTheServer();

  @Test
  void namesEveryRouteAndNoOther() {
    assertEquals(
        Arrays.stream(Route.values())
            // Linters refuse paths with a final slash; the description of /models names this one.
            .filter(route -> route != Route.LISTING)
            .map(route -> route.method() + " " + route.template())
            .collect(Collectors.toCollection(TreeSet::new)),
        document.operations());
  }

  @Test
  void isWhatTheServerAnswers(@TempDir Path plain, @TempDir Path guarded, @TempDir Path empty)
      throws Exception {
    try (RestartableServer station = new RestartableServer(plain)) {
      String digest = Digests.of(station.publish(MODEL, 100_000, "version: '1'"));
      station.publish(OTHER, 39);
      station.run();
      longBodies(station);
      changes(station);
      reads(station, digest);
    }
    try (RestartableServer station = new RestartableServer(guarded).token("sesame")) {
      station.publish(MODEL, 10);
      station.run();
      for (String[] change : changesOf(MODEL)) {
        check(station, change[0], change[1], change[2], 401);
      }
    }
    try (RestartableServer station = new RestartableServer(empty).wantingAll()) {
      station.start();
      for (String[] change : changesOf(MODEL)) {
        check(station, change[0], change[1], change[2], 503);
      }
      check(station, "GET", "/health/ready", "/health/ready", 503);
      check(station, "GET", "/api/v1/models", "/api/v1/models", 503);
      check(station, "GET", "/api/v1/models/{name}", "/api/v1/models/" + MODEL, 503);
      check(station, "GET", "/model-registry.yaml", "/model-registry.yaml", 503);
      check(station, "GET", "/models", "/models", 503);
      check(station, "GET", "/api/v1/status", "/api/v1/status", 200);
    }
    Set<String> unseen = document.responses();
    unseen.removeAll(seen);
    assertEquals(new TreeSet<>(OF_OTHER_TESTS), unseen);
  }

  /** No operation reads a body, and each says so before it is sent. */
  private void longBodies(RestartableServer station) throws IOException {
    for (String operation : document.operations()) {
      String[] parts = operation.split(" ", 2);
      try (RawConnection wire = new RawConnection(URI.create(station.address()))) {
        RawConnection.Answer answer =
            wire.ask(parts[0], parts[1].replaceAll("\\{\\w+}", MODEL), "Content-Length: 65537");
        assertEquals(413, answer.status(), operation);
        document.check(parts[0], parts[1], 413, answer.header("Content-Type").orElse(""));
        seen.add(operation + " 413");
      }
    }
  }

  private void changes(RestartableServer station) throws Exception {
    for (String[] change : changesOf(MODEL)) {
      check(station, change[0], change[1], change[2], 403, "Origin", "http://evil.example");
    }
    for (String[] change : changesOf(UNKNOWN)) {
      if (change[1].contains("{name}")) {
        check(station, change[0], change[1], change[2], 404);
      }
    }
    for (String job : List.of("ensure", "verify", "repair")) {
      String path = "/api/v1/models/%s/" + job;
      check(station, "POST", path.formatted("{name}"), path.formatted(MODEL), 202);
    }
    check(station, "POST", "/api/v1/registry/refresh", "/api/v1/registry/refresh", 200);
    HttpResponse<String> answer;
    do {
      answer = send(station, "GET", "/models/" + MODEL);
    } while (answer.statusCode() == 404);
    check(station, "DELETE", "/api/v1/models/{name}", "/api/v1/models/" + OTHER, 200);
  }

  private void reads(RestartableServer station, String digest) throws Exception {
    check(station, "GET", "/", "/", 200);
    for (String file : List.of("app.js", "style.css", "icon.svg")) {
      check(station, "GET", "/assets/{file}", "/assets/" + file, 200);
    }
    check(station, "GET", "/assets/{file}", "/assets/openapi.yaml", 404);
    check(station, "GET", "/health/live", "/health/live", 200);
    check(station, "GET", "/health/ready", "/health/ready", 200);
    check(station, "GET", "/metrics", "/metrics", 200);
    check(station, "GET", "/api/v1/models", "/api/v1/models", 200);
    check(station, "GET", "/api/v1/models/{name}", "/api/v1/models/" + MODEL, 200);
    check(station, "GET", "/api/v1/models/{name}", "/api/v1/models/" + OTHER, 200);
    check(station, "GET", "/api/v1/models/{name}", "/api/v1/models/" + UNKNOWN, 404);
    check(station, "GET", "/api/v1/status", "/api/v1/status", 200);
    check(station, "GET", "/api/v1/traffic", "/api/v1/traffic", 200);
    String history = "/api/v1/events/history";
    check(station, "GET", history, history, 200);
    check(station, "GET", history, history + "?model=" + MODEL, 200);
    check(station, "GET", history, history + "?model=..", 404);
    check(station, "GET", "/api/v1/openapi.yaml", "/api/v1/openapi.yaml", 200);
    check(station, "GET", "/model-registry.yaml", "/model-registry.yaml", 200);
    check(station, "GET", "/models", "/models", 200);
    file(station, "/models/{name}", "/models/", MODEL, digest);
    file(station, "/models/{tag}/{name}", "/models/v1/", MODEL, digest);
    file(station, "/blobs/sha256/{hex}", "/blobs/sha256/", digest, digest);
    events(station);
  }

  private void file(
      RestartableServer station, String template, String base, String name, String digest)
      throws Exception {
    String path = base + name;
    String tag = '"' + digest + '"';
    check(station, "GET", template, path, 200);
    check(station, "GET", template, path, 206, "Range", "bytes=10-19");
    check(station, "GET", template, path, 304, "If-None-Match", tag);
    check(station, "GET", template, base + "0".repeat(64), 404);
    check(station, "GET", template, path, 412, "If-Match", "\"another\"");
    check(station, "GET", template, path, 416, "Range", "bytes=200000-");
  }

  /** The stream is begun, and its first event is of the kind that is described. */
  private void events(RestartableServer station) throws Exception {
    HttpResponse<InputStream> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(station.address() + "/api/v1/events")).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream stream = answer.body()) {
      document.check(
          "GET", "/api/v1/events", 200, answer.headers().firstValue("content-type").orElse(""));
      seen.add("GET /api/v1/events 200");
      HttpResponse<String> started = send(station, "POST", "/api/v1/models/" + OTHER + "/ensure");
      assertEquals(202, started.statusCode());
      document.checkSchema("Event", JSON.std.anyFrom(firstData(stream)));
    }
  }

  private static String firstData(InputStream stream) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = stream.read(); c >= 0; c = stream.read()) {
      if (c != '\n') {
        line.append((char) c);
      } else if (line.indexOf("data:") == 0) {
        return line.substring("data:".length());
      } else {
        line.setLength(0);
      }
    }
    throw new IOException("the stream has ended");
  }

  private void check(
      RestartableServer station,
      String method,
      String template,
      String path,
      int status,
      String... headers)
      throws Exception {
    HttpResponse<String> answer = send(station, method, path, headers);
    assertEquals(status, answer.statusCode(), () -> method + " " + path + ": " + answer.body());
    String type = answer.headers().firstValue("content-type").orElse("");
    document.check(method, template, status, type);
    if (type.contains("json")) {
      document.checkBody(method, template, status, type, JSON.std.anyFrom(answer.body()));
    }
    for (String header : document.headers(method, template, status)) {
      assertTrue(
          answer.headers().firstValue(header).isPresent() || header.equals("Retry-After"),
          () -> method + " " + path + " lacks " + header);
    }
    seen.add(method + " " + template + " " + status);
  }

  private HttpResponse<String> send(
      RestartableServer station, String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(station.address() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(
        request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
  }

  /** Method, template and path of all that changes something. */
  private static List<String[]> changesOf(String model) {
    return Arrays.stream(Route.values())
        .filter(Route::changesState)
        .map(
            route ->
                new String[] {
                  route.method(), route.template(), route.template().replace("{name}", model)
                })
        .toList();
  }
}

package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RunningProgram;

/**
 * {@code examples/spring-boot} is built by Maven from the artifacts of this build, with the library
 * versions of Spring Boot, and runs as its own jar file.
 */
@Tag("slow")
class SpringBootIT {

  private static final Path EXAMPLE =
      Path.of(System.getProperty("project.root")).resolve("examples/spring-boot");
  private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
  private static final int ZSTD_MAGIC = 0xFD2FB528;
  private static final byte[] LABELS = "lion\n".getBytes(StandardCharsets.UTF_8);
  private static final byte[] DETECTOR = "a detector".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path temp;
  private final HttpClient client = HttpClient.newHttpClient();
  private int port;

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void becomesReadyWhenItsModelsAreCached() throws Exception {
    Path jar = build();
    try (FaultyServer server = new FaultyServer();
        RunningProgram program = start(jar, publish(server))) {
      await(program, "/actuator/health/readiness", 503, "OUT_OF_SERVICE");
      await(program, "/actuator/health", 503, "\"detector.pt\":\"cached\"");
      await(program, "/actuator/health", 503, "\"failures\":{\"labels.txt\":\"labels.txt: ");
      assertEquals(200, get("/actuator/health/liveness").statusCode());
      assertEquals("{\"name\":\"detector.pt\",\"bytes\":10}", get("/models/detector.pt").body());
      assertEquals(404, get("/models/unknown").statusCode());

      server.publish("/labels.txt", LABELS);
      await(program, "/actuator/health/readiness", 200, "\"UP\"");
      await(program, "/actuator/health", 200, "\"labels.txt\":\"cached\"");
      assertEquals("{\"name\":\"labels.txt\",\"bytes\":5}", get("/models/labels.txt").body());
      String metrics = get("/actuator/prometheus").body();
      assertTrue(metrics.contains("pumaguard_models{state=\"cached\"} 2.0"), metrics);
      assertTrue(metrics.contains("pumaguard_fetches_total{result=\"finished\"} 2.0"), metrics);

      program.process().destroy();
      ProgramResult result = program.finish();
      assertTrue(result.out().contains("labels.txt: finished 5 of 5 bytes"), result::toString);
      assertTrue(result.out().contains("Graceful shutdown complete"), result::toString);
      assertFalse(result.out().contains("ERROR"), result::toString);
      assertFalse(result.out().contains("Exception"), result::toString);
      assertEquals("", result.err());
    }
  }

  /** A copy is built, as the folder may be read-only. */
  private Path build() throws IOException {
    Path copy = temp.resolve("project");
    try (Stream<Path> files = Files.walk(EXAMPLE)) {
      for (Path file : files.toList()) {
        Path relative = EXAMPLE.relativize(file);
        if (!relative.startsWith("target") && Files.isRegularFile(file)) {
          Path place = copy.resolve(relative.toString());
          Files.createDirectories(place.resolveSibling("."));
          Files.copy(file, place);
        }
      }
    }
    new OutsideProject(copy, "spring-boot")
        .maven("package", "-Dpumaguard-models.version=" + System.getProperty("project.version"));
    return copy.resolve("target/station.jar");
  }

  /** Two models, of which one is compressed, and the file of the other is not there yet. */
  private static URI publish(FaultyServer server) {
    byte[] frame = zstdFrame(DETECTOR);
    server.publish("/detector.pt.zst", frame);
    String registry =
        """
        schema: 2
        models:
          detector.pt:
            sha256: %s
            file: detector.pt.zst
            compression: zst
            file-sha256: %s
          labels.txt:
            sha256: %s
            size: 5
        """
            .formatted(Digests.of(DETECTOR), Digests.of(frame), Digests.of(LABELS));
    return server.publish("/model-registry.yaml", registry.getBytes(StandardCharsets.UTF_8)).uri();
  }

  /** A frame of one segment with one raw block (RFC 8878). */
  private static byte[] zstdFrame(byte[] content) {
    ByteBuffer frame = ByteBuffer.allocate(9 + content.length).order(ByteOrder.LITTLE_ENDIAN);
    frame.putInt(ZSTD_MAGIC).put((byte) 0x20).put((byte) content.length);
    int block = 1 | content.length << 3;
    frame.put((byte) block).put((byte) (block >> 8)).put((byte) (block >> 16));
    return frame.put(content).array();
  }

  private RunningProgram start(Path jar, URI registry) {
    RunningProgram program =
        new ProcessRunner(temp.resolve("home"))
            .start(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx256m",
                    "-jar",
                    jar.toString(),
                    "--server.port=0",
                    "--pumaguard.models.directory=" + temp.resolve("models"),
                    "--pumaguard.models.registry=" + registry,
                    "--pumaguard.models.retry-after=200ms"));
    program.await(() -> PORT.matcher(program.out()).find());
    Matcher started = PORT.matcher(program.out());
    assertTrue(started.find(), program.out());
    port = Integer.parseInt(started.group(1));
    return program;
  }

  private void await(RunningProgram program, String path, int status, String text) {
    program.await(
        () -> {
          HttpResponse<String> response = get(path);
          return response.statusCode() == status && response.body().contains(text);
        });
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return client.send(
        HttpRequest.newBuilder(uri).build(),
        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }
}

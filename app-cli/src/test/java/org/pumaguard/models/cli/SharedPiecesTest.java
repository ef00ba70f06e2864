package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.ProgressEvents;
import org.pumaguard.models.testkit.SampleRegistry;

/** Models that share pieces, as PumaGuard's do: what is on disk in one of them is not fetched. */
class SharedPiecesTest {

  private static final String OLD = "colorbw_110225.h5";
  private static final String NEW = "colorbw_110825.h5";

  @TempDir private Path temp;
  private Launcher launcher;
  private RealRegistryModels shape;
  private FaultyServer server;
  private Path folder;

  @BeforeEach
  void publish() throws IOException {
    launcher = Inside.launcher(Files.createDirectory(temp.resolve("home")));
    folder = temp.resolve("www");
    shape = RealRegistryModels.publish(folder);
    server = new FaultyServer();
    SampleRegistry.serve(folder, server);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 16})
  void allElevenModelsCostEachOfTheirPiecesOnce(int parallel) throws IOException {
    ProgramResult result = cache("-j", String.valueOf(parallel));
    assertEquals(Exit.OK, result.status(), result::toString);
    assertEquals(11, result.out().lines().count());
    for (String name : shape.pieces().keySet()) {
      assertEquals(shape.digestOf(name), Digests.of(Path.of(result.column(name))), name);
    }
    Set<String> distinct = new HashSet<>();
    shape.pieces().values().forEach(distinct::addAll);
    assertEquals(72, distinct.size());
    assertEquals(72, server.requests().size());
    assertTrue(server.maxConcurrentResponses() <= parallel);
  }

  @Test
  void aModelThatSharesSixPiecesOfNineCostsThree() throws IOException {
    assertEquals(Exit.OK, cache(OLD).status());
    assertEquals(9, server.requests().size());
    long bytesBefore = server.bytesSent();

    ProgramResult result = cache("--progress", "json", "-o", "json", NEW);
    assertEquals(Exit.OK, result.status(), result::toString);
    List<String> own = fragmentsThatAreOnlyIn(NEW, OLD);
    assertEquals(3, own.size());
    List<String> asked = server.requests().stream().map(FaultyServer.Request::path).toList();
    assertEquals(own, asked.subList(9, asked.size()).stream().sorted().toList());

    long size = Files.size(launcher.cache().resolve(NEW));
    long fetched = server.bytesSent() - bytesBefore;
    Map<?, ?> row = onlyRow(result);
    assertEquals(NEW, row.get("name"));
    assertEquals("cached", row.get("state"));
    assertEquals(fetched, number(row, "bytesFetched"));
    assertEquals(size - fetched, number(row, "bytesReused"));
  }

  @Test
  void aPieceThatIsTakenFromAnotherModelIsTold() throws IOException {
    assertEquals(Exit.OK, cache(OLD).status());
    ProgramResult result = cache("--progress", "json", NEW);
    ProgressEvents reused = ProgressEvents.of(result).named("reused");
    assertEquals(6, reused.all().size(), result::toString);
    assertEquals(6, reused.where("model", NEW).values("fragment").stream().distinct().count());
    long copied = 0;
    for (Map<String, Object> event : reused.all()) {
      copied += Files.size(folder.resolve(String.valueOf(event.get("fragment"))));
      assertTrue(number(event, "bytes") >= number(event, "reused"), event::toString);
    }
    long last = reused.all().stream().mapToLong(event -> number(event, "reused")).max().orElse(0);
    assertEquals(copied, last, result::toString);
    assertEquals(3, fetchedFragments(result).size(), result::toString);
  }

  @Test
  void aModelOfTheSameContentCostsNothing() throws IOException {
    assertEquals(Exit.OK, cache("yolov8s.pt").status());
    ProgramResult result = cache("--progress", "json", "-o", "json", "yolov8s_101425.pt");
    assertEquals(Exit.OK, result.status(), result::toString);
    assertEquals(1, server.requests().size());
    long size = Files.size(launcher.cache().resolve("yolov8s_101425.pt"));
    assertEquals(0, number(onlyRow(result), "bytesFetched"));
    assertEquals(size, number(onlyRow(result), "bytesReused"));
    List<Object> reused = ProgressEvents.of(result).named("reused").values("bytes");
    assertEquals(List.of(String.valueOf(size)), reused.stream().map(String::valueOf).toList());
  }

  private static Set<Object> fetchedFragments(ProgramResult result) {
    Set<Object> fetched =
        new HashSet<>(ProgressEvents.of(result).named("verified").values("fragment"));
    fetched.removeAll(ProgressEvents.of(result).named("reused").values("fragment"));
    return fetched;
  }

  private static long number(Map<?, ?> object, String key) {
    return Long.parseLong(String.valueOf(object.get(key)));
  }

  /** Their paths, sorted. */
  private List<String> fragmentsThatAreOnlyIn(String model, String other) throws IOException {
    Set<String> known = new HashSet<>(shape.pieces().getOrDefault(other, List.of()));
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(model + "_"))
          .filter(file -> !known.contains(Digests.of(file)))
          .map(file -> "/" + file.getFileName())
          .sorted()
          .toList();
    }
  }

  private static Map<?, ?> onlyRow(ProgramResult result) throws IOException {
    List<Object> rows = JSON.std.listFrom(result.out());
    assertEquals(1, rows.size());
    return (Map<?, ?>) rows.get(0);
  }

  private ProgramResult cache(String... arguments) {
    return launcher.run(
        Stream.concat(
                Stream.of("-r", folder.toString(), "-s", FetchFixture.url(server), "cache"),
                Stream.of(arguments))
            .toArray(String[]::new));
  }
}

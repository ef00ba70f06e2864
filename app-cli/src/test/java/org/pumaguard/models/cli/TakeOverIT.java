package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.testkit.CacheFiles;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.Nginx;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** A directory that PumaGuard's Python code has filled is taken over as it is. */
class TakeOverIT {

  private static final String OLD = "model-resgistry.json";

  @TempDir private Path temp;
  private Launcher launcher;
  private SampleRegistry published;

  @BeforeEach
  void fill() throws IOException {
    launcher =
        new Launcher(Files.createDirectory(temp.resolve("home"))).with("TZ", "America/Denver");
    published =
        new SampleRegistry(temp.resolve("www"))
            .single("y.pt", 5000, 1)
            .fragmented("m.h5", 3, 20_000, 7);
    published.registry();
    Files.createDirectories(launcher.cache());
  }

  @Test
  void modelsAreKeptAndTheRegistryIsConverted() throws IOException {
    old(
        "{\"version\": \"1.0\", \"created\": \"2025-03-04T12:34:56.789012\","
            + " \"last-updated\": \"2025-03-05T01:02:03.000004\", \"note\": {\"mine\": [1]},"
            + " \"cached-models\": {\"y.pt\": {\"path\": \"/x/y.pt\", \"size\": 5000,"
            + " \"downloaded\": \"2025-03-04T12:34:56\"}}}");
    Files.move(published.folder().resolve("y.pt"), launcher.cache().resolve("y.pt"));

    ProgramResult result = cache("y.pt");
    assertEquals(Exit.OK, result.status(), result::toString);
    assertEquals(
        "", result.err().lines().filter(it -> it.contains("warning")).findAny().orElse(""));
    Map<String, Object> file = registry();
    assertEquals("2.0", file.get("version"));
    assertEquals("2025-03-04T19:34:56.789012Z", file.get("created"));
    assertEquals(Map.of("mine", List.of(1)), file.get("note"));
    assertFalse(Files.exists(launcher.cache().resolve(OLD)));
    assertTrue(Files.exists(launcher.cache().resolve(".pumaguard/v1/aside").resolve(OLD)));
    assertEquals("", launcher.run("-r", place(), "cache", "y.pt").err(), "then it is as any other");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ torn",
        "",
        "[]",
        "{\"version\": \"1.0\", \"created\": 7, \"cached-models\": [\"y.pt\"]}",
        "{\"version\": \"1.0\", \"created\": \"once\", \"cached-models\": {\"y.pt\": \"x\"}}"
      })
  void whatCanNotBeUnderstoodIsHarmless(String text) throws IOException {
    old(text);
    Files.move(published.folder().resolve("y.pt"), launcher.cache().resolve("y.pt"));
    assertEquals(Exit.OK, launcher.run("-r", place(), "list").status());
    assertEquals(text, Files.readString(launcher.cache().resolve(OLD)), "reading changes nothing");
    ProgramResult result = cache("y.pt");
    assertEquals(Exit.OK, result.status(), result::toString);
    assertTrue(String.valueOf(registry().get("created")).endsWith("Z"));
    assertEquals(
        text, Files.readString(launcher.cache().resolve(".pumaguard/v1/aside").resolve(OLD)));
  }

  @Test
  void reusesLeftFragmentsUnlessWrong() throws IOException {
    Files.move(fragment(published.folder(), 0), fragment(launcher.cache(), 0));
    Files.writeString(fragment(launcher.cache(), 1), "<html>not it</html>");
    Files.createSymbolicLink(
        fragment(launcher.cache(), 2), fragment(published.folder(), 2).toAbsolutePath());
    try (Nginx nginx = Nginx.serve(published.folder(), temp.resolve("nginx"))) {
      ProgramResult result = launcher.run("-r", nginx.url(), "-o", "json", "cache", "m.h5");
      assertEquals(Exit.OK, result.status(), result::toString);
      assertEquals(
          List.of("/m.h5_ab", "/m.h5_ac", "/model-registry.yaml"),
          nginx.requests().stream().sorted().toList());
      assertTrue(result.out().contains("\"bytesFetched\" : 40000"), result::toString);
      assertTrue(result.out().contains("\"bytesReused\" : 20000"), result::toString);
    }
    assertEquals(published.digestOf("m.h5"), Digests.of(launcher.cache().resolve("m.h5")));
    assertTrue(Files.exists(fragment(launcher.cache(), 0)), "only 'prune' reclaims it");
  }

  @Test
  void allFragmentsThereMeansNoNetwork() throws IOException {
    for (int i = 0; i < 3; i++) {
      Files.move(fragment(published.folder(), i), fragment(launcher.cache(), i));
    }
    ProgramResult result = launcher.run("-r", place(), "--offline", "path", "m.h5");
    assertEquals(Exit.OK, result.status(), result::toString);
    assertEquals(published.digestOf("m.h5"), Digests.of(launcher.cache().resolve("m.h5")));
  }

  @Test
  void reusesFragmentsOfABaseWithoutWriting() throws IOException {
    Path base = Files.createDirectory(temp.resolve("base"));
    Files.move(fragment(published.folder(), 0), fragment(base, 0));
    Files.move(fragment(published.folder(), 1), fragment(base, 1));
    ProgramResult result =
        launcher.run("-r", place(), "--base-dir", base.toString(), "-o", "json", "cache", "m.h5");
    assertEquals(Exit.OK, result.status(), result::toString);
    assertTrue(result.out().contains("\"bytesReused\" : 40000"), result::toString);
    assertEquals(Set.of("m.h5_aa", "m.h5_ab"), new CacheFiles(base).visible());
    assertFalse(Files.exists(base.resolve(".pumaguard")));
  }

  @Test
  void aNewModelTakesFragmentsFromAModelOfABaseDirectory() throws IOException {
    Path base = temp.resolve("base");
    assertEquals(
        Exit.OK,
        launcher.run("-r", place(), "--cache-dir", base.toString(), "cache", "m.h5").status());
    SampleRegistry next = new SampleRegistry(temp.resolve("next")).fragmented("n.h5", 4, 20_000, 7);
    next.registry();
    for (int i = 0; i < 3; i++) {
      Files.delete(next.folder().resolve(SampleRegistry.fragment("n.h5", i)));
    }
    ProgramResult result =
        launcher.run(
            "-r", next.folder().toString(), "--base-dir", base.toString(), "-o", "json", "cache");
    assertEquals(Exit.OK, result.status(), result::toString);
    assertTrue(result.out().contains("\"bytesReused\" : 60000"), result::toString);
  }

  @Test
  void quarantinesASecondWrongFileBesideTheFirst() throws IOException {
    for (int i = 1; i <= 2; i++) {
      Files.deleteIfExists(launcher.cache().resolve("y.pt"));
      Files.writeString(launcher.cache().resolve("y.pt"), "mine " + i);
      ProgramResult result = cache("y.pt");
      assertEquals(Exit.OK, result.status(), result::toString);
      assertTrue(result.err().contains("is kept as"), result::toString);
    }
    Path aside = launcher.cache().resolve(".pumaguard/v1/aside");
    assertEquals("mine 1", Files.readString(aside.resolve("y.pt")));
    assertEquals("mine 2", Files.readString(aside.resolve("2-y.pt")));
  }

  @Test
  void keepsAWrongFileWhileSourcesFail() throws IOException {
    Files.writeString(launcher.cache().resolve("y.pt"), "mine");
    Files.delete(published.folder().resolve("y.pt"));
    assertEquals(Exit.UNAVAILABLE, cache("y.pt").status());
    assertEquals("mine", Files.readString(launcher.cache().resolve("y.pt")));
  }

  private ProgramResult cache(String name) {
    return launcher.run("-r", place(), "cache", name);
  }

  private String place() {
    return published.folder().toString();
  }

  private static Path fragment(Path folder, int number) {
    return folder.resolve(SampleRegistry.fragment("m.h5", number));
  }

  private void old(String text) throws IOException {
    Files.writeString(launcher.cache().resolve(OLD), text);
  }

  private Map<String, Object> registry() throws IOException {
    return JSON.std.mapFrom(Files.readString(launcher.cache().resolve("model-registry.json")));
  }
}

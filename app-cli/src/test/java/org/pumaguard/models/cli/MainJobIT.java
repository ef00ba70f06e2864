package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.Nginx;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/**
 * The main job at its real size: a model of 19 × 48 MiB and three equal ones, over HTTP from nginx.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MainJobIT {

  private static final int FRAGMENTS = 19;
  private static final int FRAGMENT_BYTES = 48 << 20;
  private static final List<String> EQUAL =
      List.of("yolov8s.pt", "yolov8s_101425.pt", "yolov8s_balanced.pt");

  private Path temp = Path.of("");
  private SampleRegistry published;
  private Nginx nginx;

  @BeforeAll
  void publish(@TempDir Path folder) {
    temp = folder;
    published =
        new SampleRegistry(temp.resolve("www"))
            .fragmented("two_models_gpu.h5", FRAGMENTS, FRAGMENT_BYTES, 1);
    EQUAL.forEach(name -> published.single(name, 22 << 20, 99));
    published.registry();
    nginx = Nginx.serve(published.folder(), temp.resolve("nginx"));
  }

  @AfterAll
  void stop() {
    if (nginx != null) {
      nginx.close();
    }
  }

  @Test
  void cachesAllModelsBelowXdgDataHomeOnce() throws IOException {
    Path data = temp.resolve("data");
    Launcher launcher =
        new Launcher(Files.createDirectory(temp.resolve("home1")))
            .with("XDG_DATA_HOME", data.toString());
    int before = nginx.requests().size();
    ProgramResult first = launcher.run("-r", nginx.url(), "cache");
    assertEquals(Exit.OK, first.status(), first::toString);
    Path directory = data.resolve("pumaguard/models");
    checkModels(first, directory);
    List<String> requests = nginx.requests();
    // Where the machine is slow several connections may share what is left of one file.
    assertEquals(
        1 + FRAGMENTS + 1,
        requests.subList(before, requests.size()).stream().distinct().count(),
        "the registry, each fragment, and one file for the three equal models");
    assertEquals(
        1,
        EQUAL.stream().map(name -> inode(directory.resolve(name))).distinct().count(),
        "one stored copy");

    int afterFirst = nginx.requests().size();
    ProgramResult second =
        launcher.run("-r", published.folder().toString(), "-s", nginx.url(), "cache");
    assertEquals(Exit.OK, second.status(), second::toString);
    assertEquals(first.out(), second.out());
    assertEquals(afterFirst, nginx.requests().size(), "the second run sends no request");
    assertEquals("", second.err());
  }

  @Test
  void needsNoMoreThanAHeapOf64MegabytesForAModelOf912() throws IOException {
    Launcher launcher =
        new Launcher(Files.createDirectory(temp.resolve("home2")))
            .with("PUMAGUARD_MODELS_OPTS", "-Xmx64m");
    ProgramResult result = launcher.run("-r", nginx.url(), "cache");
    assertEquals(Exit.OK, result.status(), result::toString);
    checkModels(result, launcher.cache());
  }

  private void checkModels(ProgramResult result, Path directory) throws IOException {
    assertEquals(
        Stream.concat(Stream.of("two_models_gpu.h5"), EQUAL.stream())
            .map(name -> name + "\t" + directory.resolve(name))
            .toList(),
        result.out().lines().toList());
    String registry = Files.readString(published.folder().resolve("model-registry.yaml"));
    for (String line : result.out().lines().toList()) {
      Path model = Path.of(line.substring(line.indexOf('\t') + 1));
      assertTrue(registry.contains("\n  sha256: " + Digests.of(model)), line);
    }
    Set<String> expected =
        Stream.concat(Stream.of("two_models_gpu.h5", "model-registry.json"), EQUAL.stream())
            .collect(Collectors.toSet());
    assertEquals(expected, visible(directory));
  }

  private static Set<String> visible(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .collect(Collectors.toSet());
    }
  }

  private static Object inode(Path file) {
    try {
      return Files.getAttribute(file, "unix:ino");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

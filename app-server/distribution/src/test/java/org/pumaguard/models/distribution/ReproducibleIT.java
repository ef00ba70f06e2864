package org.pumaguard.models.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;

/** The self-contained package has the same content in each build, its archives included. */
class ReproducibleIT {

  @TempDir private Path temp;

  @Test
  void anotherBuildInAnotherDirectoryGivesTheSameBytes() throws IOException {
    Path built = Path.of(System.getProperty("self-contained"));
    Path again = Files.createDirectory(temp.resolve("elsewhere")).resolve("again");
    ProgramResult result =
        new ProcessRunner(temp.resolve("home"))
            .run(
                Path.of("src/main/build/self-contained").toAbsolutePath().toString(),
                built.resolveSibling("dist").toString(),
                again.toString(),
                Path.of("src/main/classes").toAbsolutePath().toString(),
                System.getProperty("timestamp"),
                System.getProperty("java.home"),
                System.getProperty("jdk", ""));
    assertEquals(0, result.status(), result::toString);
    Map<String, String> first = digests(built);
    Map<String, String> second = digests(again);
    assertEquals(first.keySet(), second.keySet());
    assertEquals(
        List.of(),
        first.entrySet().stream()
            .filter(file -> !file.getValue().equals(second.get(file.getKey())))
            .map(Map.Entry::getKey)
            .toList());
  }

  /** The digest and the modification time of each file, by its path. */
  private Map<String, String> digests(Path folder) throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        found.put(folder.relativize(file).toString(), Files.getLastModifiedTime(file).toString());
      }
    }
    new ProcessRunner(temp.resolve("home"))
        .from(folder)
        .run("sh", "-c", "find . -type f -exec sha256sum {} +")
        .out()
        .lines()
        .forEach(line -> found.merge(line.substring(68), line.substring(0, 64), String::concat));
    return found;
  }
}

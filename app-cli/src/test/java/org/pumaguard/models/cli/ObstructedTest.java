package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;

/** Something that is no file where a model has to be: it is named before anything is fetched. */
class ObstructedTest {

  private static final int BYTES = 40_000;

  @TempDir private Path temp;
  private FetchFixture fixture;
  private Path place;

  @BeforeEach
  void publish() throws IOException {
    fixture = FetchFixture.ofSizedFile(temp, BYTES);
    place = fixture.launcher.cache().resolve(FetchFixture.MODEL);
    Files.createDirectories(fixture.launcher.cache());
  }

  @AfterEach
  void stop() throws IOException {
    fixture.close();
  }

  @ParameterizedTest
  @EnumSource
  void itIsNamedWithTheNextStepAndNothingIsFetched(Obstacle obstacle) throws Exception {
    obstacle.put(place);
    ProgramResult cached = fixture.cache();
    check(obstacle, cached);
    assertEquals(Exit.STORAGE, cached.status(), cached::toString);
    assertEquals(List.of(), fixture.first.requests());
    assertTrue(Files.exists(place, LinkOption.NOFOLLOW_LINKS), "it is left where it is");
  }

  @ParameterizedTest
  @EnumSource
  void listAndVerifyReportIt(Obstacle obstacle) throws Exception {
    obstacle.put(place);
    ProgramResult list = run("list");
    assertEquals(Exit.OK, list.status(), list::toString);
    assertTrue(list.out().contains(" missing "), list::toString);
    check(obstacle, list);
    ProgramResult verified = run("verify");
    assertEquals("missing", verified.column(FetchFixture.MODEL));
    assertEquals(Exit.STORAGE, verified.status(), verified::toString);
    check(obstacle, verified);
  }

  @ParameterizedTest
  @EnumSource
  void itIsNotClearedAndCountsForNothing(Obstacle obstacle) throws Exception {
    obstacle.put(place);
    assertEquals("freed\t0\n", run("clear", "-y", FetchFixture.MODEL).out());
    assertEquals("freed\t0\n", run("clear", "-y").out());
    assertTrue(Files.exists(place, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void ofWhatWasCachedBeforeOnlyTheStoredBytesAreFreed() throws Exception {
    assertEquals(Exit.OK, fixture.cache().status());
    Files.delete(place);
    Obstacle.DIRECTORY.put(place);
    String freed = FetchFixture.MODEL + "\t" + BYTES + "\n%s\t" + BYTES + "\n";
    assertEquals(
        freed.formatted("would free"), run("clear", "-y", "--dry-run", FetchFixture.MODEL).out());
    assertEquals(freed.formatted("freed"), run("clear", "-y", FetchFixture.MODEL).out());
    assertEquals(List.of(), contents(), "what was claimed is gone");
    assertTrue(Files.exists(place.resolve("precious")));
  }

  private List<Path> contents() {
    return fixture.files.all().stream()
        .filter(file -> file.toString().contains("/blobs/"))
        .toList();
  }

  private ProgramResult run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("-r", fixture.published.folder().toString()));
    all.addAll(List.of(arguments));
    return fixture.launcher.run(all.toArray(String[]::new));
  }

  private void check(Obstacle obstacle, ProgramResult result) {
    List<String> lines =
        result.err().lines().filter(line -> line.contains(place.toString())).toList();
    assertTrue(lines.stream().anyMatch(line -> line.contains(obstacle.words)), result::toString);
    assertTrue(lines.stream().anyMatch(line -> line.contains("; move it away")), result::toString);
  }

  /** What may stand there. */
  enum Obstacle {
    DIRECTORY("a directory is where the model has to be") {
      @Override
      void put(Path place) throws IOException {
        Files.write(Files.createDirectory(place).resolve("precious"), new byte[3 * BYTES]);
      }
    },
    LINK("a symbolic link is where the model has to be") {
      @Override
      void put(Path place) throws IOException {
        Files.createSymbolicLink(place, place.resolveSibling("elsewhere"));
      }
    },
    PIPE("a pipe, a socket or a device is where the model has to be") {
      @Override
      void put(Path place) {
        ProcessRunner.check("mkfifo", place.toString());
      }
    };

    private final String words;

    Obstacle(String words) {
      this.words = words;
    }

    abstract void put(Path place) throws IOException;
  }
}

package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.MountedDisk;
import org.pumaguard.models.testkit.ProgramResult;

/** What is said of sources that do not deliver, and what is left when nothing came. */
class UnavailableTest {

  /** Nobody listens there. */
  private static final String DEAD = "http://127.0.0.1:1/";

  private static final int BYTES = 300_000;

  @TempDir private Path temp;
  private FetchFixture fixture;
  private MountedDisk mounted = MountedDisk.NOTHING;

  @BeforeEach
  void publish() throws IOException {
    fixture = FetchFixture.ofSizedFile(temp, BYTES);
  }

  @AfterEach
  void stop() throws IOException {
    fixture.close();
    mounted.close();
  }

  @Test
  void eachSourceIsNamedWithWhatItSaid() throws IOException {
    Path empty = Files.createDirectory(temp.resolve("empty"));
    fixture.first.failAlways("/" + FetchFixture.MODEL, Fault.status(403));
    ProgramResult result =
        fixture.cacheFrom(
            List.of(DEAD, FetchFixture.url(fixture.first), empty.toString()), "--retries", "0");
    assertEquals(Exit.UNAVAILABLE, result.status(), result::toString);
    String error = error(result);
    assertTrue(error.contains(DEAD + FetchFixture.MODEL + ": no connection, "), error);
    assertTrue(error.contains(FetchFixture.url(fixture.first) + FetchFixture.MODEL + ": "), error);
    assertTrue(error.contains("403"), error);
    assertTrue(error.contains(empty.resolve(FetchFixture.MODEL) + ": no such file; check"), error);
  }

  @Test
  void ofManySourcesTheFirstAreNamedOnce() {
    List<String> many = List.of("a", "b", "c", "d", "e");
    ProgramResult result =
        fixture.cacheFrom(many.stream().map(name -> DEAD + name + "/").toList(), "--retries", "1");
    String error = error(result);
    assertTrue(error.contains(", and 2 more; "), error);
    assertEquals(3, error.split(": no connection", -1).length - 1, error);
  }

  @Test
  void whereOneServesWrongBytesTheOthersAreNamedToo() {
    fixture.first.failEverywhere(Fault.flip(1234));
    ProgramResult result =
        fixture.cacheFrom(List.of(DEAD, FetchFixture.url(fixture.first)), "--retries", "0");
    assertEquals(Exit.INTEGRITY, result.status(), result::toString);
    String error = error(result);
    assertTrue(error.contains("checksum mismatch at " + FetchFixture.url(fixture.first)), error);
    assertTrue(error.contains(DEAD + FetchFixture.MODEL + ": no connection"), error);
  }

  @Test
  void offlineTheFolderThatLacksItIsNamed() throws IOException {
    Path empty = Files.createDirectory(temp.resolve("empty"));
    ProgramResult result =
        fixture.cacheFrom(List.of(FetchFixture.url(fixture.first), empty.toString()), "--offline");
    assertEquals(Exit.OFFLINE, result.status(), result::toString);
    assertTrue(error(result).contains(empty.resolve(FetchFixture.MODEL) + ": no such file"));
  }

  @Test
  void whatSentNothingLeavesNothing() {
    assertEquals(Exit.UNAVAILABLE, fixture.cacheFrom(List.of(DEAD), "--retries", "0").status());
    checkNothingIsLeft();
    fixture.first.failEverywhere(Fault.drop(0));
    assertEquals(Exit.UNAVAILABLE, fixture.cache("--retries", "0").status());
    checkNothingIsLeft();
  }

  @Test
  void whatHasNoRoomLeavesNothing() throws IOException {
    mounted = MountedDisk.memory(Files.createDirectories(fixture.launcher.cache()), 100_000);
    assertEquals(Exit.STORAGE, fixture.cache().status());
    checkNothingIsLeft();
  }

  private void checkNothingIsLeft() {
    String list = fixture.launcher.run("-r", fixture.published.folder().toString(), "list").out();
    assertTrue(list.contains(" missing "), list);
    assertEquals(
        List.of(),
        fixture.files.all().stream()
            .filter(file -> file.toString().contains("/partials/"))
            .toList());
  }

  /** The one line that says it. */
  private static String error(ProgramResult result) {
    List<String> errors =
        result.err().lines().filter(line -> line.contains("models: error: ")).toList();
    assertEquals(1, errors.size(), result::toString);
    return errors.get(0);
  }
}

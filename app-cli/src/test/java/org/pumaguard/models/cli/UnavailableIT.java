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

/** What is said of sources that do not deliver, and what is left when nothing came. */
class UnavailableIT {

  /** Nobody listens there. */
  private static final String DEAD = "http://127.0.0.1:1/";

  private static final int BYTES = 300_000;

  @TempDir private Path temp;
  private Rig rig;
  private Mounted mounted = Mounted.NOTHING;

  @BeforeEach
  void publish() throws IOException {
    rig = Rig.ofSizedFile(temp, BYTES);
  }

  @AfterEach
  void stop() throws IOException {
    rig.close();
    mounted.close();
  }

  @Test
  void eachSourceIsNamedWithWhatItSaid() throws IOException {
    Path empty = Files.createDirectory(temp.resolve("empty"));
    rig.first.failAlways("/" + Rig.MODEL, Fault.status(403));
    Launcher.Result result =
        rig.cacheFrom(List.of(DEAD, Rig.url(rig.first), empty.toString()), "--retries", "0");
    assertEquals(6, result.status(), result::toString);
    String error = error(result);
    assertTrue(
        error.contains(DEAD + Rig.MODEL + ": could not connect: connection refused, "), error);
    assertTrue(error.contains(Rig.url(rig.first) + Rig.MODEL + ": "), error);
    assertTrue(error.contains("403"), error);
    assertTrue(error.contains(empty.resolve(Rig.MODEL) + ": no such file; check"), error);
  }

  @Test
  void ofManySourcesTheFirstAreNamedOnce() {
    List<String> many = List.of("a", "b", "c", "d", "e");
    Launcher.Result result =
        rig.cacheFrom(many.stream().map(name -> DEAD + name + "/").toList(), "--retries", "1");
    String error = error(result);
    assertTrue(error.contains(", and 2 more; "), error);
    assertEquals(3, error.split(": could not connect", -1).length - 1, error);
  }

  @Test
  void whereOneServesWrongBytesTheOthersAreNamedToo() {
    rig.first.failEverywhere(Fault.flip(1234));
    Launcher.Result result = rig.cacheFrom(List.of(DEAD, Rig.url(rig.first)), "--retries", "0");
    assertEquals(5, result.status(), result::toString);
    String error = error(result);
    assertTrue(error.contains("checksum mismatch at " + Rig.url(rig.first)), error);
    assertTrue(error.contains(DEAD + Rig.MODEL + ": could not connect"), error);
  }

  @Test
  void offlineTheFolderThatLacksItIsNamed() throws IOException {
    Path empty = Files.createDirectory(temp.resolve("empty"));
    Launcher.Result result =
        rig.cacheFrom(List.of(Rig.url(rig.first), empty.toString()), "--offline");
    assertEquals(7, result.status(), result::toString);
    assertTrue(error(result).contains(empty.resolve(Rig.MODEL) + ": no such file"));
  }

  @Test
  void whatSentNothingLeavesNothing() {
    assertEquals(6, rig.cacheFrom(List.of(DEAD), "--retries", "0").status());
    checkNothingIsLeft();
    rig.first.failEverywhere(Fault.drop(0));
    assertEquals(6, rig.cache("--retries", "0").status());
    checkNothingIsLeft();
  }

  @Test
  void whatHasNoRoomLeavesNothing() throws IOException {
    mounted = Mounted.memory(Files.createDirectories(rig.launcher.cache()), 100_000);
    assertEquals(8, rig.cache().status());
    checkNothingIsLeft();
  }

  private void checkNothingIsLeft() {
    String list = rig.launcher.run("-r", rig.published.folder().toString(), "list").out();
    assertTrue(list.contains(" missing "), list);
    assertEquals(
        List.of(),
        rig.files.all().stream().filter(file -> file.toString().contains("/partials/")).toList());
  }

  /** The one line that says it. */
  private static String error(Launcher.Result result) {
    List<String> errors =
        result.err().lines().filter(line -> line.contains("models: error: ")).toList();
    assertEquals(1, errors.size(), result::toString);
    return errors.get(0);
  }
}

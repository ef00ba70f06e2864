package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Back to earlier versions of a model, and forward again. */
class RollbackIT {

  @TempDir private Path temp;
  private Launcher launcher;
  private Path model;

  @BeforeEach
  void home() throws IOException {
    launcher = Launcher.inside(Files.createDirectory(temp.resolve("home")));
    model = launcher.cache().resolve("m.pt");
  }

  @Test
  void goesBackOneByOneAndForwardAgainWithoutAFetch() throws IOException {
    Path first = cached("first", 1);
    Path second = cached("second", 2);
    Path third = cached("third", 3);
    String[] digests = {digest(first), digest(second), digest(third)};
    assertEquals(digests[2], Published.digest(model));

    Launcher.Result back = launcher.run("rollback", "m.pt");
    assertEquals(0, back.status(), back::toString);
    assertEquals("m.pt\t" + digests[1] + "\t" + model + "\n", back.out());
    assertTrue(back.err().contains("'cache m.pt' brings"), back::toString);
    assertEquals(digests[1], Published.digest(model));
    assertEquals("ok", launcher.run("-r", second.toString(), "verify").column("m.pt"));
    assertEquals("outdated", state(third));

    assertEquals(0, launcher.run("rollback", "m.pt").status());
    assertEquals(digests[0], Published.digest(model));
    Launcher.Result none = launcher.run("rollback", "m.pt");
    assertEquals(3, none.status(), none::toString);
    assertTrue(none.err().contains("no earlier version of it is kept"), none::toString);
    assertEquals(digests[0], Published.digest(model), "it stays");

    // What is published is gone: only what is kept can be brought forward.
    Files.delete(third.resolve("m.pt"));
    Launcher.Result forward = launcher.run("-r", third.toString(), "-o", "json", "cache");
    assertEquals(0, forward.status(), forward::toString);
    assertTrue(forward.out().contains("\"bytesFetched\" : 0"), forward::toString);
    assertEquals(digests[2], Published.digest(model));
    assertEquals("cached", state(third));
    assertEquals(0, launcher.run("rollback", "m.pt").status());
    assertEquals(digests[1], Published.digest(model), "the order is still the same");
  }

  @Test
  void aFileOfSomebodyElseIsSetAsideAlsoWhereLengthsAreTrusted() throws IOException {
    cached("first", 1);
    byte[] mine = Files.readAllBytes(model);
    Arrays.fill(mine, (byte) 'm');
    Files.delete(model);
    Files.write(model, mine);
    Path second = temp.resolve("second");
    new Published(second).single("m.pt", mine.length, 2).registry();
    Launcher.Result result = launcher.run("-r", second.toString(), "--verify", "never", "cache");
    assertEquals(0, result.status(), result::toString);
    assertTrue(result.err().contains("is kept as"), result::toString);
    Path aside = launcher.cache().resolve(".pumaguard/v1/aside/m.pt");
    assertArrayEquals(mine, Files.readAllBytes(aside));
    assertEquals(digest(second), Published.digest(model));
  }

  @Test
  void aModelThatNoRegistryNamesAnyMoreGoesBackToo() throws IOException {
    Path first = cached("first", 1);
    cached("second", 2);
    Path other = temp.resolve("other");
    new Published(other).single("other.pt", 100, 9).registry();
    Launcher.Result back = launcher.run("-r", other.toString(), "-o", "json", "rollback", "m.pt");
    assertEquals(0, back.status(), back::toString);
    assertTrue(back.out().contains("\"sha256\" : \"" + digest(first) + "\""), back::toString);
    assertTrue(back.out().contains("\"path\" : \"" + model + "\""), back::toString);
  }

  @Test
  void aDamagedKeptVersionIsRefusedAndThePresentOneStays() throws IOException {
    Path first = cached("first", 1);
    String second = digest(cached("second", 2));
    Published.flip(blob(digest(first)));
    Launcher.Result refused = launcher.run("rollback", "m.pt");
    assertEquals(5, refused.status(), refused::toString);
    assertTrue(refused.err().contains("is damaged"), refused::toString);
    assertEquals(second, Published.digest(model));

    Files.delete(blob(digest(first)));
    Launcher.Result gone = launcher.run("rollback", "m.pt");
    assertEquals(5, gone.status(), gone::toString);
    assertTrue(gone.err().contains("no longer on disk"), gone::toString);
    assertEquals(second, Published.digest(model));
    assertEquals("cached", state(temp.resolve("second")));
  }

  @Test
  void aDamagedKeptVersionIsPassedOverForTheOneBeforeIt() throws IOException {
    String first = digest(cached("first", 1));
    String second = digest(cached("second", 2));
    String third = digest(cached("third", 3));
    Published.flip(blob(second));
    Launcher.Result back = launcher.run("rollback", "m.pt");
    assertEquals(0, back.status(), back::toString);
    assertTrue(back.err().contains("sha256 " + second + " is damaged"), back::toString);
    assertEquals(first, Published.digest(model));

    Launcher.Result forward = cache(temp.resolve("second"));
    assertEquals(0, forward.status(), forward::toString);
    assertEquals(second, Published.digest(model), "it is not handed out as it was");
    assertEquals(0, cache(temp.resolve("third")).status());
    assertEquals(third, Published.digest(model));
    assertEquals(0, launcher.run("prune", "--keep", "0").status());
    assertEquals("ok", launcher.run("verify").column("m.pt"));
    assertTrue(Files.notExists(blob(first)) && Files.notExists(blob(second)));
  }

  @Test
  void whatIsUnpackedFollows() throws IOException {
    Path first = archived("first", "one");
    Path second = archived("second", "two");
    assertEquals(0, cache(first).status());
    assertEquals(0, cache(second).status());
    Path unpacked = launcher.cache().resolve("labels/label.txt");
    assertEquals("two", Files.readString(unpacked));
    Launcher.Result back = launcher.run("rollback", "labels.tar.gz");
    assertEquals(0, back.status(), back::toString);
    assertEquals("one", Files.readString(unpacked));
    assertEquals(0, cache(second).status());
    assertEquals("two", Files.readString(unpacked));
  }

  @Test
  void aFileOfTheUserInTheModelsPlaceIsKeptAside() throws IOException {
    Path first = cached("first", 1);
    cached("second", 2);
    Files.delete(model);
    Files.writeString(model, "the user's own");
    Launcher.Result back = launcher.run("rollback", "m.pt");
    assertEquals(0, back.status(), back::toString);
    assertTrue(back.err().contains("is kept as"), back::toString);
    assertEquals(digest(first), Published.digest(model));
    assertEquals(
        "the user's own", Files.readString(launcher.cache().resolve(".pumaguard/v1/aside/m.pt")));
  }

  @Test
  void anAdoptedVersionIsKeptWhenANewOneComes() throws IOException {
    Path first = published("first", 1);
    Files.createDirectories(launcher.cache());
    Files.copy(first.resolve("m.pt"), model);
    assertEquals(0, cache(first).status());
    // As on a file system without links: there is no second name for it.
    Files.delete(blob(digest(first)));
    cached("second", 2);
    assertEquals(0, launcher.run("rollback", "m.pt").status());
    assertEquals(digest(first), Published.digest(model));
  }

  @Test
  void showListsWhatIsKept() throws IOException {
    Path first = cached("first", 1);
    Path second = cached("second", 2);
    Launcher.Result shown = launcher.run("-r", second.toString(), "show", "m.pt");
    assertTrue(
        shown
            .out()
            .lines()
            .anyMatch(line -> line.startsWith("keptVersion ") && line.contains(digest(first))),
        shown::toString);
    assertTrue(
        launcher
            .run("-r", second.toString(), "-o", "json", "show", "m.pt")
            .out()
            .contains("\"sha256\" : \"" + digest(first) + "\""));
  }

  @Test
  void whatIsNotCachedHasNoEarlierVersion() {
    Launcher.Result unknown = launcher.run("rollback", "m.pt");
    assertEquals(3, unknown.status(), unknown::toString);
    assertFalse(Files.exists(launcher.cache()), "nothing is made");
  }

  @Test
  void theFallbackToAnOutdatedVersionIsSaidOnce() throws IOException {
    cached("first", 1);
    Path second = published("second", 2);
    Files.delete(second.resolve("m.pt"));
    Launcher.Result allowed =
        launcher.run("-r", second.toString(), "path", "m.pt", "--allow-outdated");
    assertEquals(0, allowed.status(), allowed::toString);
    assertEquals(
        1, allowed.err().lines().filter(it -> it.contains("warning:")).count(), allowed::toString);
  }

  private Path published(String name, long seed) {
    Path folder = temp.resolve(name);
    new Published(folder).single("m.pt", 5000, seed).registry();
    return folder;
  }

  private Path cached(String name, long seed) {
    Path folder = published(name, seed);
    Launcher.Result result = cache(folder);
    assertEquals(0, result.status(), result::toString);
    return folder;
  }

  private Path archived(String name, String label) throws IOException {
    Path folder = Files.createDirectories(temp.resolve(name));
    Path content = Files.createDirectories(temp.resolve(name + "-content"));
    Files.writeString(content.resolve("label.txt"), label);
    Path archive = folder.resolve("labels.tar.gz");
    Launcher.Result made =
        launcher.shell("tar -C '" + content + "' -czf '" + archive + "' label.txt");
    assertEquals(0, made.status(), made::toString);
    Files.write(
        folder.resolve("model-registry.yaml"),
        List.of(
            "schema: 2",
            "models:",
            "  labels.tar.gz: {unpack: labels, sha256: " + Published.digest(archive) + "}"));
    return folder;
  }

  private Launcher.Result cache(Path folder) {
    return launcher.run("-r", folder.toString(), "cache");
  }

  private static String digest(Path folder) {
    try (Stream<String> lines = Files.lines(folder.resolve("model-registry.yaml"))) {
      return lines
          .filter(line -> line.contains("sha256: "))
          .map(line -> line.substring(line.indexOf("sha256: ") + 8, line.indexOf("sha256: ") + 72))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Path blob(String digest) {
    return launcher
        .cache()
        .resolve(".pumaguard/v1/blobs")
        .resolve(digest.substring(0, 2))
        .resolve(digest);
  }

  private String state(Path folder) {
    String list = launcher.run("-r", folder.toString(), "list").out();
    return list.lines()
        .filter(line -> line.startsWith("m.pt "))
        .map(line -> line.split(" +", -1)[1])
        .findFirst()
        .orElseThrow(() -> new AssertionError(list));
  }
}

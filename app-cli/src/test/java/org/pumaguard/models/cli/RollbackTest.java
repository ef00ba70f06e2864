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
import org.pumaguard.models.testkit.Damage;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** Back to earlier versions of a model, and forward again. */
class RollbackTest {

  @TempDir private Path temp;
  private Launcher launcher;
  private Path model;

  @BeforeEach
  void home() throws IOException {
    launcher = Inside.launcher(Files.createDirectory(temp.resolve("home")));
    model = launcher.cache().resolve("m.pt");
  }

  @Test
  void goesBackOneByOneAndForwardAgainWithoutAFetch() throws IOException {
    Path first = cached("first", 1);
    Path second = cached("second", 2);
    Path third = cached("third", 3);
    String[] digests = {digest(first), digest(second), digest(third)};
    assertEquals(digests[2], Digests.of(model));

    ProgramResult back = launcher.run("rollback", "m.pt");
    assertEquals(Exit.OK, back.status(), back::toString);
    assertEquals("m.pt\t" + digests[1] + "\t" + model + "\n", back.out());
    assertTrue(back.err().contains("'cache m.pt' brings"), back::toString);
    assertEquals(digests[1], Digests.of(model));
    assertEquals("ok", launcher.run("-r", second.toString(), "verify").column("m.pt"));
    assertEquals("outdated", state(third));

    assertEquals(Exit.OK, launcher.run("rollback", "m.pt").status());
    assertEquals(digests[0], Digests.of(model));
    ProgramResult none = launcher.run("rollback", "m.pt");
    assertEquals(Exit.UNKNOWN_MODEL, none.status(), none::toString);
    assertTrue(none.err().contains("no earlier version of it is kept"), none::toString);
    assertEquals(digests[0], Digests.of(model), "it stays");

    // What is published is gone: only what is kept can be brought forward.
    Files.delete(third.resolve("m.pt"));
    ProgramResult forward = launcher.run("-r", third.toString(), "-o", "json", "cache");
    assertEquals(Exit.OK, forward.status(), forward::toString);
    assertTrue(forward.out().contains("\"bytesFetched\" : 0"), forward::toString);
    assertEquals(digests[2], Digests.of(model));
    assertEquals("cached", state(third));
    assertEquals(Exit.OK, launcher.run("rollback", "m.pt").status());
    assertEquals(digests[1], Digests.of(model), "the order is still the same");
  }

  @Test
  void quarantinesAForeignFileUnderVerifySize() throws IOException {
    cached("first", 1);
    byte[] mine = Files.readAllBytes(model);
    Arrays.fill(mine, (byte) 'm');
    Files.delete(model);
    Files.write(model, mine);
    Path second = temp.resolve("second");
    new SampleRegistry(second).single("m.pt", mine.length, 2).registry();
    ProgramResult result = launcher.run("-r", second.toString(), "--verify", "never", "cache");
    assertEquals(Exit.OK, result.status(), result::toString);
    assertTrue(result.err().contains("is kept as"), result::toString);
    Path aside = launcher.cache().resolve(".pumaguard/v1/aside/m.pt");
    assertArrayEquals(mine, Files.readAllBytes(aside));
    assertEquals(digest(second), Digests.of(model));
  }

  @Test
  void aModelThatNoRegistryNamesAnyMoreGoesBackToo() throws IOException {
    Path first = cached("first", 1);
    cached("second", 2);
    Path other = temp.resolve("other");
    new SampleRegistry(other).single("other.pt", 100, 9).registry();
    ProgramResult back = launcher.run("-r", other.toString(), "-o", "json", "rollback", "m.pt");
    assertEquals(Exit.OK, back.status(), back::toString);
    assertTrue(back.out().contains("\"sha256\" : \"" + digest(first) + "\""), back::toString);
    assertTrue(back.out().contains("\"path\" : \"" + model + "\""), back::toString);
  }

  @Test
  void aDamagedKeptVersionIsRefusedAndThePresentOneStays() throws IOException {
    Path first = cached("first", 1);
    String second = digest(cached("second", 2));
    Damage.flip(blob(digest(first)));
    ProgramResult refused = launcher.run("rollback", "m.pt");
    assertEquals(Exit.INTEGRITY, refused.status(), refused::toString);
    assertTrue(refused.err().contains("is damaged"), refused::toString);
    assertEquals(second, Digests.of(model));

    Files.delete(blob(digest(first)));
    ProgramResult gone = launcher.run("rollback", "m.pt");
    assertEquals(Exit.INTEGRITY, gone.status(), gone::toString);
    assertTrue(gone.err().contains("no longer on disk"), gone::toString);
    assertEquals(second, Digests.of(model));
    assertEquals("cached", state(temp.resolve("second")));
  }

  @Test
  void aDamagedKeptVersionIsPassedOverForTheOneBeforeIt() throws IOException {
    String first = digest(cached("first", 1));
    String second = digest(cached("second", 2));
    String third = digest(cached("third", 3));
    Damage.flip(blob(second));
    ProgramResult back = launcher.run("rollback", "m.pt");
    assertEquals(Exit.OK, back.status(), back::toString);
    assertTrue(back.err().contains("sha256 " + second + " is damaged"), back::toString);
    assertEquals(first, Digests.of(model));

    ProgramResult forward = cache(temp.resolve("second"));
    assertEquals(Exit.OK, forward.status(), forward::toString);
    assertEquals(second, Digests.of(model), "it is not handed out as it was");
    assertEquals(Exit.OK, cache(temp.resolve("third")).status());
    assertEquals(third, Digests.of(model));
    assertEquals(Exit.OK, launcher.run("prune", "--keep", "0").status());
    assertEquals("ok", launcher.run("verify").column("m.pt"));
    assertTrue(Files.notExists(blob(first)) && Files.notExists(blob(second)));
  }

  @Test
  void whatIsUnpackedFollows() throws IOException {
    Path first = archived("first", "one");
    Path second = archived("second", "two");
    assertEquals(Exit.OK, cache(first).status());
    assertEquals(Exit.OK, cache(second).status());
    Path unpacked = launcher.cache().resolve("labels/label.txt");
    assertEquals("two", Files.readString(unpacked));
    ProgramResult back = launcher.run("rollback", "labels.tar.gz");
    assertEquals(Exit.OK, back.status(), back::toString);
    assertEquals("one", Files.readString(unpacked));
    assertEquals(Exit.OK, cache(second).status());
    assertEquals("two", Files.readString(unpacked));
  }

  @Test
  void aFileOfTheUserInTheModelsPlaceIsKeptAside() throws IOException {
    Path first = cached("first", 1);
    cached("second", 2);
    Files.delete(model);
    Files.writeString(model, "the user's own");
    ProgramResult back = launcher.run("rollback", "m.pt");
    assertEquals(Exit.OK, back.status(), back::toString);
    assertTrue(back.err().contains("is kept as"), back::toString);
    assertEquals(digest(first), Digests.of(model));
    assertEquals(
        "the user's own", Files.readString(launcher.cache().resolve(".pumaguard/v1/aside/m.pt")));
  }

  @Test
  void anAdoptedVersionIsKeptWhenANewOneComes() throws IOException {
    Path first = published("first", 1);
    Files.createDirectories(launcher.cache());
    Files.copy(first.resolve("m.pt"), model);
    assertEquals(Exit.OK, cache(first).status());
    // As on a file system without links: there is no second name for it.
    Files.delete(blob(digest(first)));
    cached("second", 2);
    assertEquals(Exit.OK, launcher.run("rollback", "m.pt").status());
    assertEquals(digest(first), Digests.of(model));
  }

  @Test
  void showListsWhatIsKept() throws IOException {
    Path first = cached("first", 1);
    Path second = cached("second", 2);
    ProgramResult shown = launcher.run("-r", second.toString(), "show", "m.pt");
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
    ProgramResult unknown = launcher.run("rollback", "m.pt");
    assertEquals(Exit.UNKNOWN_MODEL, unknown.status(), unknown::toString);
    assertFalse(Files.exists(launcher.cache()), "nothing is made");
  }

  @Test
  void theFallbackToAnOutdatedVersionIsSaidOnce() throws IOException {
    cached("first", 1);
    Path second = published("second", 2);
    Files.delete(second.resolve("m.pt"));
    ProgramResult allowed =
        launcher.run("-r", second.toString(), "path", "m.pt", "--allow-outdated");
    assertEquals(Exit.OK, allowed.status(), allowed::toString);
    assertEquals(
        1, allowed.err().lines().filter(it -> it.contains("warning:")).count(), allowed::toString);
  }

  private Path published(String name, long seed) {
    Path folder = temp.resolve(name);
    new SampleRegistry(folder).single("m.pt", 5000, seed).registry();
    return folder;
  }

  private Path cached(String name, long seed) {
    Path folder = published(name, seed);
    ProgramResult result = cache(folder);
    assertEquals(Exit.OK, result.status(), result::toString);
    return folder;
  }

  private Path archived(String name, String label) throws IOException {
    Path folder = Files.createDirectories(temp.resolve(name));
    Path content = Files.createDirectories(temp.resolve(name + "-content"));
    Files.writeString(content.resolve("label.txt"), label);
    Path archive = folder.resolve("labels.tar.gz");
    ProgramResult made =
        launcher.shell("tar -C '" + content + "' -czf '" + archive + "' label.txt");
    assertEquals(Exit.OK, made.status(), made::toString);
    Files.write(
        folder.resolve("model-registry.yaml"),
        List.of(
            "schema: 2",
            "models:",
            "  labels.tar.gz: {unpack: labels, sha256: " + Digests.of(archive) + "}"));
    return folder;
  }

  private ProgramResult cache(Path folder) {
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

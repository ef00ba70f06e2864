package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.Damage;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.Nginx;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** What happens to cached models in the course of time: reuse, damage, updates, removal. */
class CacheLifeTest {

  @TempDir private Path temp;
  private Launcher launcher;

  @BeforeEach
  void home() throws IOException {
    launcher = Inside.launcher(Files.createDirectory(temp.resolve("home")));
  }

  @Test
  void cacheFetchesOnlyTheDamagedFragment() throws IOException {
    SampleRegistry published =
        new SampleRegistry(temp.resolve("www")).fragmented("m.h5", 4, 50_000, 1);
    published.registry();
    try (Nginx nginx = Nginx.serve(published.folder(), temp.resolve("nginx"))) {
      assertEquals(Exit.OK, launcher.run("-r", nginx.url(), "cache").status());
      Path model = launcher.cache().resolve("m.h5");
      String good = Digests.of(model);
      Damage.flip(model);

      ProgramResult damaged = launcher.run("-r", nginx.url(), "verify");
      assertEquals(Exit.INTEGRITY, damaged.status(), damaged::toString);
      assertEquals("damaged", damaged.column("m.h5"));
      assertEquals("damaged", state(nginx.url(), "m.h5"));

      int before = nginx.requests().size();
      ProgramResult mended = launcher.run("-r", nginx.url(), "cache");
      assertEquals(Exit.OK, mended.status(), mended::toString);
      assertEquals(good, Digests.of(model));
      assertEquals(
          List.of("/model-registry.yaml", "/m.h5_ac"),
          nginx.requests().subList(before, nginx.requests().size()));
      assertEquals("ok", launcher.run("-r", nginx.url(), "verify").column("m.h5"));
    }
  }

  /** What is not there can't be lost. */
  @Test
  void anEmptyCacheRaisesNoAlarm() throws IOException {
    SampleRegistry published = new SampleRegistry(temp.resolve("www")).single("a.pt", 5000, 1);
    String place = published.registry().toString();
    Path records = launcher.cache().resolve("model-registry.json");
    String absent = temp.resolve("absent").toString();
    assertEquals(Exit.UNAVAILABLE, launcher.run("-r", place, "-s", absent, "cache").status());
    assertFalse(Files.exists(records));
    assertEquals("", launcher.run("-r", place, "list").err());
    assertEquals(Exit.OK, launcher.run("-r", place, "cache").status());
    assertEquals(Exit.OK, launcher.run("-r", place, "clear", "-y").status());
    Files.delete(records);
    for (String command : List.of("list", "verify", "cache")) {
      ProgramResult result = launcher.run("-q", "-r", place, command);
      assertEquals(Exit.OK, result.status(), result::toString);
      assertFalse(result.err().contains("lost"), result::toString);
    }
  }

  @Test
  void anUpdateThatFailsLeavesTheOldVersionWhereItIs() throws IOException {
    SampleRegistry old = new SampleRegistry(temp.resolve("old")).fragmented("m.h5", 2, 50_000, 1);
    old.registry();
    assertEquals(Exit.OK, launcher.run("-r", old.folder().toString(), "cache").status());
    Path model = launcher.cache().resolve("m.h5");
    String former = Digests.of(model);

    SampleRegistry next = new SampleRegistry(temp.resolve("next")).fragmented("m.h5", 3, 50_000, 1);
    next.registry();
    Files.delete(next.folder().resolve("m.h5_ac"));
    assertEquals("outdated", state(next.folder().toString(), "m.h5"));
    ProgramResult failed = launcher.run("-r", next.folder().toString(), "path", "m.h5");
    assertEquals(Exit.UNAVAILABLE, failed.status(), failed::toString);
    assertEquals(former, Digests.of(model), "the old version stays");

    ProgramResult allowed =
        launcher.run("-r", next.folder().toString(), "path", "m.h5", "--allow-outdated");
    assertEquals(Exit.OK, allowed.status(), allowed::toString);
    assertEquals(model + "\n", allowed.out());
  }

  @Test
  void updateReusesUnchangedFragments() throws IOException {
    SampleRegistry old = new SampleRegistry(temp.resolve("old")).fragmented("m.h5", 3, 50_000, 1);
    old.registry();
    assertEquals(Exit.OK, launcher.run("-r", old.folder().toString(), "cache").status());
    SampleRegistry next = new SampleRegistry(temp.resolve("next")).fragmented("m.h5", 4, 50_000, 1);
    next.registry();
    try (Nginx nginx = Nginx.serve(next.folder(), temp.resolve("nginx"))) {
      ProgramResult result = launcher.run("-r", nginx.url(), "-o", "json", "cache");
      assertEquals(Exit.OK, result.status(), result::toString);
      assertEquals(List.of("/model-registry.yaml", "/m.h5_ad"), nginx.requests());
      assertTrue(result.out().contains("\"bytesFetched\" : 50000"), result::toString);
      assertTrue(result.out().contains("\"bytesReused\" : 150000"), result::toString);
    }
  }

  @Test
  void aFileOfTheUserIsAdoptedWhenRightAndKeptWhenWrong() throws IOException {
    SampleRegistry published =
        new SampleRegistry(temp.resolve("www"))
            .single("right.pt", 5000, 1)
            .single("wrong.pt", 5000, 2);
    published.registry();
    Files.createDirectories(launcher.cache());
    Files.copy(published.folder().resolve("right.pt"), launcher.cache().resolve("right.pt"));
    Files.writeString(launcher.cache().resolve("wrong.pt"), "the user's own");
    Files.delete(published.folder().resolve("right.pt"));

    ProgramResult result = launcher.run("-r", published.folder().toString(), "cache");
    assertEquals(Exit.OK, result.status(), result::toString);
    assertTrue(result.err().contains("wrong.pt"), result::toString);
    try (var files = Files.walk(launcher.cache())) {
      assertTrue(
          files.filter(Files::isRegularFile).anyMatch(CacheLifeTest::isTheUsersOwn),
          "the user's file is kept");
    }
  }

  @Test
  void rebuildsALostCacheRegistryWithoutAFetch() throws IOException {
    SampleRegistry published =
        new SampleRegistry(temp.resolve("www")).fragmented("m.h5", 2, 50_000, 1);
    Path registry = published.registry();
    String place = registry.toString();
    assertEquals(Exit.OK, launcher.run("-r", place, "cache").status());
    Files.delete(published.folder().resolve("m.h5_aa"));
    Files.writeString(launcher.cache().resolve("model-registry.json"), "{ torn");
    ProgramResult result = launcher.run("-r", place, "cache");
    assertEquals(Exit.OK, result.status(), result::toString);
    assertTrue(result.err().contains("damaged; rebuilt from disk"), result::toString);
    assertEquals("", launcher.run("-r", place, "cache").err(), "the next run is silent");
  }

  @Test
  void aUseIsNotedOnceADayAndAHitWritesNothingElse() throws IOException {
    SampleRegistry published = new SampleRegistry(temp.resolve("www")).single("a.pt", 5000, 1);
    String place = published.registry().toString();
    assertEquals(Exit.OK, launcher.run("-r", place, "cache").status());
    Path records = launcher.cache().resolve("model-registry.json");
    String today = Files.readString(records);
    assertEquals(Exit.OK, launcher.run("-r", place, "path", "a.pt").status());
    assertEquals(today, Files.readString(records));

    String old =
        today.replaceAll("\"last-used\" : \"[^\"]*\"", "\"last-used\" : \"2025-01-01T00:00:00Z\"");
    Files.writeString(records, old);
    assertEquals(Exit.OK, launcher.run("-r", place, "path", "a.pt").status());
    String noted = Files.readString(records);
    assertFalse(noted.contains("2025-01-01"), noted);
    assertEquals(Exit.OK, launcher.run("-r", place, "path", "a.pt").status());
    assertEquals(noted, Files.readString(records));
  }

  @Test
  void clearRemovesWhatTheCacheMadeAndNothingElse() throws IOException {
    SampleRegistry published =
        new SampleRegistry(temp.resolve("www")).single("a.pt", 5000, 1).single("b.pt", 5000, 1);
    String place = published.registry().toString();
    assertEquals(Exit.OK, launcher.run("-r", place, "cache").status());
    Path own = Files.writeString(launcher.cache().resolve("notes.txt"), "mine");

    ProgramResult dry = launcher.run("-r", place, "clear", "--dry-run");
    assertTrue(dry.out().endsWith("would free\t5000\n"), dry::toString);
    assertTrue(Files.exists(launcher.cache().resolve("a.pt")));

    assertEquals("freed\t0\n", lastLine(launcher.run("-r", place, "clear", "a.pt")));
    assertFalse(Files.exists(launcher.cache().resolve("a.pt")));
    assertEquals("cached", state(place, "b.pt"), "the other name still shows the content");

    assertEquals("freed\t5000\n", lastLine(launcher.run("clear", "-y")));
    assertFalse(Files.exists(launcher.cache().resolve("b.pt")));
    assertTrue(Files.exists(own));
    assertEquals("missing", state(place, "b.pt"));
  }

  @Test
  void aBaseDirectoryIsLookedInFirstAndNeverWritten() throws IOException {
    SampleRegistry published = new SampleRegistry(temp.resolve("www")).single("a.pt", 5000, 1);
    String place = published.registry().toString();
    Path base = temp.resolve("base");
    assertEquals(
        Exit.OK, launcher.run("-r", place, "--cache-dir", base.toString(), "cache").status());
    Files.delete(published.folder().resolve("a.pt"));
    var before = Files.getLastModifiedTime(base.resolve("model-registry.json"));
    ProgramResult result = launcher.run("-r", place, "--base-dir", base.toString(), "path", "a.pt");
    assertEquals(base.resolve("a.pt") + "\n", result.out(), result::toString);
    assertEquals(before, Files.getLastModifiedTime(base.resolve("model-registry.json")));
    assertFalse(Files.exists(launcher.cache()));
  }

  @Test
  void exportReadsBackToTheSameRegistry() throws IOException {
    SampleRegistry published =
        new SampleRegistry(temp.resolve("www")).fragmented("m.h5", 2, 500, 1);
    String place = published.registry().toString();
    ProgramResult first = launcher.run("-r", place, "export");
    Path exported = Files.writeString(temp.resolve("exported.yaml"), first.out());
    ProgramResult second = launcher.run("-r", exported.toString(), "export");
    assertEquals(first.out(), second.out());
    Path json =
        Files.writeString(
            temp.resolve("exported.json"),
            launcher.run("-r", place, "export", "--format", "json").out());
    assertEquals(first.out(), launcher.run("-r", json.toString(), "export").out());
    assertEquals(Exit.OK, launcher.run("-r", exported.toString(), "cache").status());
  }

  @Test
  void lintSaysAllThatIsWrongWithPlaces() throws IOException {
    Path registry =
        Files.writeString(
            temp.resolve("r.yaml"), "a:\n  sha256sum: " + "ab".repeat(32) + "\n  colour: blue\n");
    ProgramResult lenient = launcher.run("lint", registry.toString());
    assertEquals(Exit.OK, lenient.status(), lenient::toString);
    assertEquals(
        List.of(
            registry + ":1:1: warning: model 'a' has no size",
            registry + ":2:14: warning: 'sha256sum' is deprecated; use 'sha256'",
            registry + ":3:3: warning: unknown key 'colour'"),
        lenient.out().lines().toList());
    ProgramResult strict = launcher.run("lint", "--strict", registry.toString());
    assertEquals(Exit.REGISTRY, strict.status());
    assertTrue(strict.out().contains(":3:3: error: "), strict::toString);
  }

  private String state(String registry, String name) {
    String list = launcher.run("-r", registry, "list").out();
    return list.lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.split(" +", -1)[1])
        .findFirst()
        .orElseThrow(() -> new AssertionError(list));
  }

  private static String lastLine(ProgramResult result) {
    return result.out().substring(result.out().lastIndexOf("freed"));
  }

  private static boolean isTheUsersOwn(Path file) {
    try {
      return Files.size(file) == 14 && Files.readString(file).equals("the user's own");
    } catch (IOException e) {
      return false;
    }
  }
}

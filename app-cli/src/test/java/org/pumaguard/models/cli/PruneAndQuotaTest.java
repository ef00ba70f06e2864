package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.testkit.CacheFiles;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** What goes and what stays: prune, size, pin, unpin, quotas, and clear where it is like them. */
class PruneAndQuotaTest {

  @TempDir private Path temp;
  private Launcher launcher;
  private CacheFiles files;

  @BeforeEach
  void home() throws IOException {
    launcher = Inside.launcher(Files.createDirectory(temp.resolve("home")));
    files = new CacheFiles(launcher.cache());
  }

  @Test
  void keepsOneFormerVersionUnlessItIsSaid() throws IOException {
    for (int version = 1; version <= 4; version++) {
      cacheVersion(version);
      ageRecords();
    }
    String before = files.all().toString();
    ProgramResult dry = launcher.run("prune", "--dry-run");
    assertEquals(before, files.all().toString(), "a dry run removes nothing");
    assertTrue(dry.out().endsWith("would free\t3000\n"), dry::toString);
    assertEquals(3000, size("reclaimableBytes"));
    ProgramResult pruned = launcher.run("prune");
    assertEquals(dry.out().replace("would free", "freed"), pruned.out());
    assertEquals("", pruned.err());
    assertEquals(2, pruned.out().lines().filter(line -> line.contains(" of m.pt\t")).count());
    assertEquals(4000 + 3000, size("bytes"));
    assertEquals("freed\t0\n", launcher.run("prune").out());
    assertEquals("freed\t3000\n", lastLine(launcher.run("prune", "--keep", "0")));
    assertEquals(4000, size("bytes"));
    assertEquals("ok", launcher.run("verify").column("m.pt"));
    assertFalse(records().contains("former-versions"));
  }

  @Test
  void clearTakesFormerVersionsAlong() throws IOException {
    cacheVersion(1);
    cacheVersion(2);
    assertEquals("freed\t3000\n", lastLine(launcher.run("clear", "-y", "m.pt")));
    assertEquals(0, size("bytes"));
    assertEquals(0, size("reclaimableBytes"));
  }

  @Test
  void evictsTheLeastRecentlyUsedAndLeavesWhatIsPinned() throws IOException {
    String place = threeModels();
    used("a.pt", 10);
    used("b.pt", 30);
    used("c.pt", 20);
    assertEquals(Exit.OK, launcher.run("pin", "c.pt").status());
    assertEquals(Exit.OK, launcher.run("pin", "c.pt").status(), "twice is as good");
    assertTrue(
        launcher
            .run("-r", place, "-o", "json", "show", "c.pt")
            .out()
            .contains("\"pinned\" : true"));
    assertTrue(launcher.run("-r", place, "-o", "json", "list").out().contains("\"pinned\" : true"));
    assertEquals("b.pt\t2000\nfreed\t2000\n", launcher.run("prune", "--max-size", "4000").out());
    ProgramResult most = launcher.run("prune", "--max-size", "1000");
    assertEquals("a.pt\t1000\nfreed\t1000\n", most.out());
    assertTrue(most.err().contains("2000 bytes larger than --max-size"), most::toString);
    assertEquals("freed\t0\n", launcher.run("prune", "--older-than", "1d").out());
    assertEquals(Exit.OK, launcher.run("unpin", "c.pt").status());
    assertEquals("c.pt\t3000\nfreed\t3000\n", launcher.run("prune", "--older-than", "15d").out());
  }

  @Test
  void onlyWhatIsCachedCanBePinned() throws IOException {
    String place = threeModels();
    ProgramResult refused = launcher.run("-r", place, "pin", "a.pt", "no.pt");
    assertEquals(Exit.UNKNOWN_MODEL, refused.status(), refused::toString);
    assertTrue(refused.err().contains("'no.pt' is not cached; "), refused::toString);
    assertFalse(records().contains("\"pinned\""), "none was");
    assertEquals(Exit.USAGE, launcher.run("pin").status());
  }

  @Test
  void aQuotaIsKeptAfterAFetchAndNotAfterAHit() throws IOException {
    String place = threeModels();
    used("a.pt", 10);
    used("b.pt", 30);
    used("c.pt", 20);
    ProgramResult hit = launcher.run("-r", place, "--quota", "1", "cache", "b.pt");
    assertEquals("", hit.err(), hit::toString);
    String next =
        new SampleRegistry(temp.resolve("next")).single("d.pt", 4000, 9).registry().toString();
    used("b.pt", 30);
    ProgramResult fetched = launcher.run("-r", next, "--quota", "6k", "cache");
    assertEquals(Exit.OK, fetched.status(), fetched::toString);
    assertTrue(fetched.err().contains("b.pt was evicted (2000 bytes)"), fetched::toString);
    assertTrue(fetched.err().contains("c.pt was evicted (3000 bytes)"), fetched::toString);
    assertTrue(Files.exists(launcher.cache().resolve("a.pt")));
    assertTrue(Files.exists(launcher.cache().resolve("d.pt")));
    ProgramResult small = launcher.run("-r", place, "--quota", "1", "cache", "b.pt");
    assertEquals(Exit.OK, small.status(), "a quota fails no fetch");
    assertTrue(small.err().contains("1999 bytes over its quota"), small::toString);
    assertTrue(Files.exists(launcher.cache().resolve("b.pt")), "what was asked for stays");
  }

  @Test
  void aQuotaMayStandInTheConfiguration() throws IOException {
    threeModels();
    Path file = temp.resolve("home/.config/pumaguard/models.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "quota: 5k\n");
    String next =
        new SampleRegistry(temp.resolve("next")).single("d.pt", 4000, 9).registry().toString();
    ProgramResult fetched = launcher.run("-r", next, "cache");
    assertEquals(Exit.OK, fetched.status(), fetched::toString);
    assertTrue(fetched.err().contains("c.pt was evicted (3000 bytes)"), fetched::toString);
    assertTrue(Files.exists(launcher.cache().resolve("d.pt")));
  }

  @Test
  void sizeAgreesWithDu() throws Exception {
    String place =
        new SampleRegistry(temp.resolve("www"))
            .fragmented("f.h5", 3, 50_000, 1)
            .single("one.pt", 5000, 7)
            .single("two.pt", 5000, 7)
            .registry()
            .toString();
    assertEquals(Exit.OK, launcher.run("-r", place, "cache").status());
    assertEquals(3, size("models"));
    assertEquals(155_000, size("bytes"));
    assertEquals(5000, size("savedBytes"));
    assertEquals(0, size("partialBytes"));
    assertEquals(0, size("reclaimableBytes"));
    assertEquals(du(), size("diskBytes"));
    ProgramResult table = launcher.run("size");
    assertTrue(table.out().startsWith("models"), table::toString);
  }

  @Test
  void sizeWritesNothing() throws IOException {
    assertEquals(0, size("models"));
    assertFalse(Files.exists(launcher.cache()));
    assertEquals("would free\t0\n", launcher.run("prune", "--dry-run").out());
    assertEquals("freed\t0\n", launcher.run("prune").out());
    assertFalse(Files.exists(launcher.cache()));
  }

  @Test
  void prunesAbandonedPartialsAndLeftovers() throws IOException {
    threeModels();
    Path own = launcher.cache().resolve(".pumaguard/v1");
    Path old = partial("ab".repeat(32), 8);
    partial("cd".repeat(32), 6);
    Files.writeString(own.resolve("partials").resolve("ef".repeat(32) + ".journal"), "x");
    Files.createDirectories(own.resolve("trash/left"));
    Files.createLink(own.resolve("staging/link"), launcher.cache().resolve("a.pt"));
    Files.createDirectories(own.resolve("staging/unpacking"));
    Path fresh = Files.writeString(own.resolve("staging/fresh"), "1");
    Path aside = Files.createDirectories(own.resolve("aside")).resolve("mine");
    Files.writeString(aside, "mine");
    Files.createDirectories(own.resolve("blobs/12"));
    Files.writeString(own.resolve("blobs/12").resolve("12".repeat(32)), "an orphan");
    ProgramResult pruned = launcher.run("prune");
    assertEquals(Exit.OK, pruned.status(), pruned::toString);
    assertTrue(pruned.out().contains("partial " + "ab".repeat(32) + "\t100\n"), pruned::toString);
    assertTrue(pruned.out().contains("unused content " + "12".repeat(32) + "\t9\n"));
    assertEquals("freed\t110\n", lastLine(pruned));
    assertTrue(pruned.err().contains("aside/mine is left where it is"), pruned::toString);
    assertFalse(Files.exists(old));
    assertTrue(Files.exists(own.resolve("partials").resolve("cd".repeat(32))));
    assertTrue(Files.exists(fresh), "somebody may be writing it");
    assertTrue(Files.exists(aside));
    age(fresh, Duration.ofMinutes(10));
    assertEquals("freed\t1\n", lastLine(launcher.run("prune")));
    assertEquals("freed\t0\n", launcher.run("prune", "-q").out());
  }

  /** Whoever was killed before he could remove them has left these behind. */
  @ParameterizedTest
  @ValueSource(strings = {"clear -y", "prune"})
  void prunesRecordsOfLostContent(String command) throws IOException {
    String place =
        SampleRegistry.sized(temp.resolve("www"))
            .fragmented("f.h5", 3, 700_000, 1)
            .registry()
            .toString();
    assertEquals(Exit.OK, launcher.run("-r", place, "cache").status());
    Path own = launcher.cache().resolve(".pumaguard/v1");
    Path kept = Files.createDirectory(temp.resolve("kept"));
    for (String notes : List.of("pieces", "blocks")) {
      assertEquals(
          Exit.OK, launcher.shell("cp -r '" + own + "/" + notes + "' '" + kept + "'").status());
    }
    assertEquals(Exit.OK, launcher.run("clear", "-y").status());
    assertEquals(Exit.OK, launcher.shell("cp -r '" + kept + "'/* '" + own + "'").status());
    Files.createDirectories(own.resolve("unpacked"));
    Files.writeString(own.resolve("unpacked/labels"), "7 1");
    assertTrue(files.all().size() > 5, () -> "nothing was noted: " + files.all());
    ProgramResult result = launcher.run(command.split(" ", -1));
    assertEquals(Exit.OK, result.status(), result::toString);
    assertEquals(
        Set.of("model-registry.json", "locks"),
        files.all().stream()
            .map(file -> file.getFileName().toString())
            .collect(Collectors.toSet()));
  }

  @Test
  void aLostCacheRegistryLosesNoModel() throws IOException {
    String place = threeModels();
    Files.delete(launcher.cache().resolve("model-registry.json"));
    assertEquals("freed\t0\n", launcher.run("prune", "--keep", "0").out());
    assertEquals(3, size("models"));
    Files.delete(temp.resolve("www/a.pt"));
    assertEquals(Exit.OK, launcher.run("-r", place, "cache").status());
  }

  @Test
  void aFileThatWasDeletedByHandIsNotKeptBehindTheScenes() throws IOException {
    threeModels();
    Files.delete(launcher.cache().resolve("b.pt"));
    assertEquals("b.pt\t2000\nfreed\t2000\n", launcher.run("prune").out());
    assertFalse(records().contains("b.pt"));
  }

  @Test
  void aFileThatTheUserHasPutInAModelsPlaceStays() throws IOException {
    threeModels();
    Path model = launcher.cache().resolve("b.pt");
    Files.delete(model);
    Files.writeString(model, "mine");
    ProgramResult pruned = launcher.run("prune", "--max-size", "0");
    assertEquals("mine", Files.readString(model));
    assertTrue(pruned.err().contains("b.pt is left where it is: it was changed"), pruned::toString);
  }

  @Test
  void prunesFragmentsLeftByThePythonClient() throws IOException {
    SampleRegistry published =
        new SampleRegistry(temp.resolve("www"))
            .fragmented("f.h5", 2, 5000, 1)
            .fragmented("g.h5", 2, 5000, 5);
    String place = published.registry().toString();
    assertEquals(Exit.OK, launcher.run("-r", place, "cache", "f.h5").status());
    Path useful = leftover(published, "g.h5_aa");
    Path old = leftover(published, "g.h5_ab");
    Path needless = leftover(published, "f.h5_aa");
    Path own = Files.writeString(launcher.cache().resolve("notes.txt"), "mine");
    Files.createSymbolicLink(launcher.cache().resolve("f.h5_ab"), own);
    age(old, Duration.ofDays(8));
    assertEquals(10_000, sizeOf(place, "reclaimableBytes"));
    ProgramResult pruned = launcher.run("-r", place, "prune");
    assertTrue(pruned.out().contains("fragment f.h5_aa\t5000\n"), pruned::toString);
    assertTrue(pruned.out().contains("fragment g.h5_ab\t5000\n"), pruned::toString);
    assertEquals("freed\t10000\n", lastLine(pruned));
    assertFalse(Files.exists(needless));
    assertTrue(Files.exists(useful));
    assertTrue(Files.exists(own));
  }

  @Test
  void evictingAModelTakesWhatIsUnpackedOfItAlong() throws IOException {
    Path www = Files.createDirectories(temp.resolve("www"));
    Files.writeString(Files.createDirectory(www.resolve("in")).resolve("labels.txt"), "puma\n");
    ProgramResult tar =
        launcher.shell("tar czf '" + www + "/l.tar.gz' -C '" + www + "/in' labels.txt");
    assertEquals(Exit.OK, tar.status(), tar::toString);
    String digest = Digests.of(www.resolve("l.tar.gz"));
    Path registry =
        Files.writeString(
            www.resolve("model-registry.yaml"),
            "schema: 2\nmodels:\n  l.tar.gz: {sha256: " + digest + ", unpack: labels}\n");
    assertEquals(Exit.OK, launcher.run("-r", registry.toString(), "cache").status());
    assertTrue(Files.exists(launcher.cache().resolve("labels/labels.txt")));
    long archive = Files.size(www.resolve("l.tar.gz"));
    assertEquals(archive + 5, size("bytes"));
    assertEquals(
        "freed\t" + (archive + 5) + "\n", lastLine(launcher.run("prune", "--max-size", "0")));
    assertFalse(Files.exists(launcher.cache().resolve("labels")));
  }

  @Test
  void badValuesAreMistakesInTheCall() {
    for (List<String> bad :
        List.of(
            List.of("--keep", "-1"),
            List.of("--older-than", "soon"),
            List.of("--max-size", "much"))) {
      ProgramResult result = launcher.run("prune", bad.get(0), bad.get(1));
      assertEquals(Exit.USAGE, result.status(), result::toString);
      assertTrue(
          result.err().contains(bad.get(0) + ": '" + bad.get(1) + "' is not"), result::toString);
    }
  }

  /** Version N is a model of N thousand bytes. */
  private void cacheVersion(int version) {
    String place =
        new SampleRegistry(temp.resolve("v" + version))
            .single("m.pt", version * 1000, version)
            .registry()
            .toString();
    ProgramResult result = launcher.run("-r", place, "cache");
    assertEquals(Exit.OK, result.status(), result::toString);
  }

  private String threeModels() {
    String place =
        new SampleRegistry(temp.resolve("www"))
            .single("a.pt", 1000, 1)
            .single("b.pt", 2000, 2)
            .single("c.pt", 3000, 3)
            .registry()
            .toString();
    assertEquals(Exit.OK, launcher.run("-r", place, "cache").status());
    return place;
  }

  private Path leftover(SampleRegistry published, String fragment) throws IOException {
    return Files.copy(published.folder().resolve(fragment), launcher.cache().resolve(fragment));
  }

  private Path partial(String digest, int days) throws IOException {
    Path folder = Files.createDirectories(launcher.cache().resolve(".pumaguard/v1/partials"));
    Path file = Files.write(folder.resolve(digest), new byte[100]);
    age(file, Duration.ofDays(days));
    return file;
  }

  private static void age(Path file, Duration age) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }

  /** Lets a model have been used so many days ago. */
  private void used(String model, int days) throws IOException {
    Path file = launcher.cache().resolve("model-registry.json");
    Matcher matcher =
        Pattern.compile("(\"" + model + "\"[^}]*\"last-used\" : \")[^\"]*").matcher(records());
    assertTrue(matcher.find());
    Files.writeString(
        file, matcher.replaceFirst("$1" + Instant.now().minus(Duration.ofDays(days))));
  }

  /** Lets all versions that there are have been cached an hour earlier than it is said. */
  private void ageRecords() throws IOException {
    Matcher matcher = Pattern.compile("(\"cached-at\" : \")([^\"]*)").matcher(records());
    Files.writeString(
        launcher.cache().resolve("model-registry.json"),
        matcher.replaceAll(
            found -> found.group(1) + Instant.parse(found.group(2)).minus(Duration.ofHours(1))));
  }

  private String records() throws IOException {
    return Files.readString(launcher.cache().resolve("model-registry.json"));
  }

  private long size(String key) {
    return sizeOf("classpath:/org/pumaguard/models/filesystem/pumaguard.yaml", key);
  }

  private long sizeOf(String registry, String key) {
    ProgramResult result = launcher.run("-r", registry, "-o", "json", "size");
    assertEquals(Exit.OK, result.status(), result::toString);
    Matcher matcher = Pattern.compile("\"" + key + "\" : (\\d+)").matcher(result.out());
    assertTrue(matcher.find(), result::toString);
    return Long.parseLong(matcher.group(1));
  }

  private long du() {
    String out =
        new ProcessRunner(temp.resolve("du"))
            .run("du", "-s", "-B1", launcher.cache().toString())
            .out();
    return Long.parseLong(out.substring(0, out.indexOf('\t')));
  }

  private static String lastLine(ProgramResult result) {
    int begin = result.out().lastIndexOf("freed");
    return begin < 0 ? result.toString() : result.out().substring(begin);
  }
}

package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.testkit.CacheFiles;
import org.pumaguard.models.testkit.Damage;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.MountedDisk;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;
import org.pumaguard.models.testkit.Strace;

/** Disks that are full, that may not be written, or that have no links. */
class DisksIT {

  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;
  private static final int FRAGMENT_BYTES = 300 << 10;
  private static final int SINGLE_BYTES = 40 << 10;

  @TempDir private Path temp;
  private Path mount = Path.of("");
  private Path cache = Path.of("");
  private String registry = "";
  private SampleRegistry published = new SampleRegistry(Path.of("target"));
  private Launcher launcher = new Launcher(Path.of("target"));
  private MountedDisk mounted = MountedDisk.NOTHING;

  @BeforeEach
  void publish() throws IOException {
    launcher = Inside.launcher(Files.createDirectory(temp.resolve("home")));
    published =
        new SampleRegistry(temp.resolve("www"))
            .fragmented("m.h5", 2, FRAGMENT_BYTES, 1)
            .single("s.pt", SINGLE_BYTES, 7);
    registry = published.registry().toString();
    mount = Files.createDirectory(temp.resolve("disk"));
    cache = mount.resolve("cache");
  }

  @AfterEach
  void unmount() {
    mounted.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 300})
  void exitsWithStorageIfTheDiskFillsUp(int kib) throws IOException {
    mounted = MountedDisk.memory(mount, kib * KIB);
    ProgramResult full = run("cache", "m.h5", "s.pt");
    if (full.status() != 0) {
      assertEquals(Exit.STORAGE, full.status(), full::toString);
      assertTrue(full.err().contains("free some space"), full::toString);
      assertTrue(full.err().matches("(?s).*error: (m\\.h5|s\\.pt): .*"), full::toString);
    }
    checkWholeOrAbsent();
    mounted.grow(4 * MIB);
    assertEquals(Exit.OK, run("cache", "m.h5", "s.pt").status());
    assertEquals(Set.of("m.h5", "s.pt", "model-registry.json"), new CacheFiles(cache).visible());
    checkWholeOrAbsent();
  }

  @Test
  void aFullDiskStillHasItsHits() throws IOException {
    mounted = MountedDisk.memory(mount, 2 * MIB);
    assertEquals(Exit.OK, run("cache", "m.h5", "s.pt").status());
    mounted.fill();
    ProgramResult hit = run("path", "m.h5");
    assertEquals(cache.resolve("m.h5") + "\n", hit.out(), hit::toString);
    assertEquals(Exit.OK, run("verify").status());
    Files.delete(cache.resolve("model-registry.json"));
    mounted.fill();
    assertEquals(cache.resolve("m.h5") + "\n", run("path", "m.h5").out());
  }

  /** That is when one removes something. */
  @ParameterizedTest
  @ValueSource(strings = {"clear -y", "clear -y m.h5 s.pt", "prune --max-size 0"})
  void whatIsOnAFullDiskCanBeRemoved(String command) throws IOException {
    mounted = MountedDisk.memory(mount, 2 * MIB);
    assertEquals(Exit.OK, run("cache", "m.h5", "s.pt").status());
    mounted.fill();
    ProgramResult removed = run(command.split(" ", -1));
    assertEquals(Exit.OK, removed.status(), removed::toString);
    assertEquals(Set.of("model-registry.json"), new CacheFiles(cache).visible());
    Files.delete(mount.resolve("filler"));
    assertEquals(Exit.OK, run("cache", "m.h5", "s.pt").status());
    checkWholeOrAbsent();
  }

  @Test
  void formerVersionsOnAFullDiskCanBePruned() throws IOException {
    mounted = MountedDisk.memory(mount, 2 * MIB);
    assertEquals(Exit.OK, run("cache", "m.h5").status());
    SampleRegistry newer =
        new SampleRegistry(temp.resolve("newer")).fragmented("m.h5", 2, FRAGMENT_BYTES, 5);
    String next = newer.registry().toString();
    assertEquals(Exit.OK, run("-r", next, "cache").status());
    mounted.fill();
    ProgramResult pruned = run("-r", next, "prune", "--keep", "0");
    assertEquals(Exit.OK, pruned.status(), pruned::toString);
    assertTrue(pruned.out().endsWith("freed\t" + 2 * FRAGMENT_BYTES + "\n"), pruned::toString);
    assertEquals(Exit.UNKNOWN_MODEL, run("rollback", "m.h5").status());
    assertEquals("ok", run("-r", next, "verify").column("m.h5"));
  }

  /** As much as is said is free then, and the next version fits. */
  @Test
  void saysWhatPruningWouldFree() throws IOException {
    String next =
        new SampleRegistry(temp.resolve("next")).single("m.h5", 900 << 10, 5).registry().toString();
    String last =
        new SampleRegistry(temp.resolve("last")).single("m.h5", 900 << 10, 6).registry().toString();
    mounted = MountedDisk.memory(mount, 2 * MIB);
    assertEquals(Exit.OK, run("cache", "m.h5").status());
    assertEquals(Exit.OK, run("-r", next, "cache").status());
    ProgramResult full = run("-r", last, "cache");
    assertEquals(Exit.STORAGE, full.status(), full::toString);
    assertTrue(
        full.err().contains("old versions use up to 0.6 MiB; run 'prune --keep 0'"),
        full::toString);
    assertTrue(run("-r", last, "prune").out().endsWith("freed\t0\n"), "by default one is kept");
    ProgramResult pruned = run("-r", last, "prune", "--keep", "0");
    assertTrue(pruned.out().endsWith("freed\t" + 2 * FRAGMENT_BYTES + "\n"), pruned::toString);
    assertEquals(Exit.OK, run("-r", last, "cache").status());
  }

  /** What is said of models needs room too. */
  @ParameterizedTest
  @ValueSource(strings = {"pin m.h5", "rollback m.h5", "cache copy.pt"})
  void exitsWithStorageIfTheCacheRegistryDoesNotFit(String command) throws IOException {
    SampleRegistry newer =
        new SampleRegistry(temp.resolve("newer"))
            .fragmented("m.h5", 2, FRAGMENT_BYTES, 5)
            .single("s.pt", SINGLE_BYTES, 7)
            .single("copy.pt", SINGLE_BYTES, 7);
    String next = newer.registry().toString();
    mounted = MountedDisk.memory(mount, 2 * MIB);
    assertEquals(Exit.OK, run("cache", "m.h5", "s.pt").status());
    assertEquals(Exit.OK, run("-r", next, "cache", "m.h5").status());
    mounted.fill();
    byte[] records = Files.readAllBytes(cache.resolve("model-registry.json"));
    List<String> all = new ArrayList<>(List.of("-r", next));
    all.addAll(List.of(command.split(" ", -1)));
    ProgramResult full = run(all.toArray(String[]::new));
    assertEquals(Exit.STORAGE, full.status(), full::toString);
    assertTrue(full.err().contains("free some space"), full::toString);
    assertArrayEquals(records, Files.readAllBytes(cache.resolve("model-registry.json")));
    String shown = Digests.of(cache.resolve("m.h5"));
    assertTrue(List.of(published.digestOf("m.h5"), newer.digestOf("m.h5")).contains(shown));
    assertEquals(published.digestOf("s.pt"), Digests.of(cache.resolve("s.pt")));

    Files.delete(mount.resolve("filler"));
    ProgramResult again = run(all.toArray(String[]::new));
    assertEquals(Exit.OK, again.status(), again::toString);
    ProgramResult verified = run("-r", next, "verify", "s.pt");
    assertEquals("ok", verified.column("s.pt"), verified::toString);
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 300, 500})
  void resumesABundleThatDidNotFit(int kib) throws IOException {
    String bundle = temp.resolve("b.tar").toString();
    String there = temp.resolve("there").toString();
    assertEquals(Exit.OK, launcher.run("-r", registry, "--cache-dir", there, "cache").status());
    assertEquals(
        Exit.OK,
        launcher.run("-r", registry, "--cache-dir", there, "bundle", "create", bundle).status());
    mounted = MountedDisk.memory(mount, kib * KIB);
    ProgramResult full = run("bundle", "import", bundle);
    assertEquals(Exit.STORAGE, full.status(), full::toString);
    assertTrue(full.err().contains("free some space"), full::toString);
    checkWholeOrAbsent();
    mounted.grow(4 * MIB);
    ProgramResult imported = run("bundle", "import", bundle);
    assertEquals(Exit.OK, imported.status(), imported::toString);
    assertEquals(Set.of("m.h5", "s.pt", "model-registry.json"), new CacheFiles(cache).visible());
    assertEquals(Exit.OK, run("verify").status());
  }

  @Test
  void exitsWithStorageIfARepairDoesNotFit() throws IOException {
    mounted = MountedDisk.memory(mount, 2 * MIB);
    assertEquals(Exit.OK, run("cache").status());
    Damage.flip(cache.resolve("m.h5"));
    mounted.fill();
    byte[] damaged = Files.readAllBytes(cache.resolve("m.h5"));
    ProgramResult full = run("verify", "--repair");
    assertEquals(Exit.STORAGE, full.status(), full::toString);
    assertTrue(full.err().contains("free some space"), full::toString);
    assertEquals("damaged", full.column("m.h5"));
    assertEquals("ok", full.column("s.pt"));
    assertArrayEquals(damaged, Files.readAllBytes(cache.resolve("m.h5")));

    Files.delete(mount.resolve("filler"));
    ProgramResult mended = run("verify", "--repair");
    assertEquals("repaired", mended.column("m.h5"), mended::toString);
    checkWholeOrAbsent();
  }

  /** As on a disk on which a new folder, or a longer one, takes a block. */
  @Test
  void withoutRoomForTheTrashItIsRemovedAtOnce() throws IOException {
    Strace.assumeStrace();
    assertEquals(Exit.OK, run("cache", "m.h5", "s.pt").status());
    launcher.program(
        Strace.program(
            temp.resolve("home"), "-e trace=mkdir", "-e inject=mkdir,mkdirat:error=ENOSPC"));
    ProgramResult cleared = run("clear", "-y");
    assertEquals(Exit.OK, cleared.status(), cleared::toString);
    assertEquals(Set.of("model-registry.json"), new CacheFiles(cache).visible());
  }

  @Test
  void aReadOnlyDirectoryServesHitsOnly() throws IOException {
    assertEquals(Exit.OK, run("cache", "m.h5").status());
    mounted = MountedDisk.readOnly(mount);
    ProgramResult hit = run("path", "m.h5");
    assertEquals(cache.resolve("m.h5") + "\n", hit.out(), hit::toString);
    assertEquals("", hit.err());
    assertEquals(Exit.OK, run("list").status());
    assertEquals(Exit.OK, run("verify", "m.h5").status());
    ProgramResult miss = run("path", "s.pt");
    assertEquals(Exit.STORAGE, miss.status(), miss::toString);
    assertTrue(miss.err().contains("make the directory writable"), miss::toString);
  }

  @Test
  void aDirectoryOfAnotherUserServesHitsOnly() throws IOException {
    assertEquals(Exit.OK, run("cache", "m.h5").status());
    for (Path folder = mount; folder.startsWith(temp); folder = folder.resolve("..").normalize()) {
      ProcessRunner.check("chmod", "755", folder.toString());
    }
    ProcessRunner.check("chmod", "-R", "go+rX", cache.toString());
    Path home = Files.createDirectory(temp.resolve("theirs"));
    ProcessRunner.check("chmod", "777", home.toString());
    Launcher nobody = new Launcher(home).program(MountedDisk.asNobody(home));
    ProgramResult hit = run(nobody, "path", "m.h5");
    assertEquals(cache.resolve("m.h5") + "\n", hit.out(), hit::toString);
    ProgramResult miss = run(nobody, "path", "s.pt");
    assertEquals(Exit.STORAGE, miss.status(), miss::toString);
    assertTrue(miss.err().contains("permission denied"), miss::toString);
    assertTrue(miss.err().contains("make the directory writable"), miss::toString);
  }

  /** As on FAT: no links, no rights. */
  @Test
  void aDiskWithoutLinksOrRightsHasCopies() throws IOException {
    Strace.assumeStrace();
    launcher.program(
        Strace.program(
            temp.resolve("home"),
            "-e trace=link,linkat,chmod,fchmod,fchmodat",
            "-e inject=link,linkat:error=EPERM",
            "-e inject=chmod,fchmod,fchmodat:error=EPERM"));
    checkLifeOfModels();
  }

  @Test
  void unpacksOnADiskWithoutRights() throws IOException {
    Strace.assumeStrace();
    Path www = Files.createDirectory(temp.resolve("archives"));
    ProcessRunner.check(
        "sh",
        "-c",
        "cd '" + www + "' && mkdir a && echo x > a/tool && chmod 755 a/tool && tar -cf l.tar a");
    Files.writeString(
        www.resolve("model-registry.yaml"),
        "schema: 2\nmodels:\n  l.tar: {sha256: "
            + Digests.of(www.resolve("l.tar"))
            + ", unpack: labels}\n");
    launcher.program(
        Strace.program(
            temp.resolve("home"),
            "-e trace=chmod,fchmod,fchmodat",
            "-e inject=chmod,fchmod,fchmodat:error=EPERM"));
    ProgramResult result = launcher.run("-r", www.toString(), "cache");
    assertEquals(Exit.OK, result.status(), result::toString);
    assertEquals("x\n", Files.readString(launcher.cache().resolve("labels/a/tool")));
  }

  @Test
  void exFatHasCopies() throws IOException {
    mounted = MountedDisk.exFat(mount, temp.resolve("image"), 64 * MIB);
    checkLifeOfModels();
    mounted.again();
    ProgramResult hit = run("path", "m.h5");
    assertEquals(Exit.OK, hit.status(), hit::toString);
    assertEquals(Exit.OK, run("cache").status());
    assertEquals(Exit.OK, run("verify").status());
    Damage.flip(cache.resolve("m.h5"));
    assertEquals(Exit.INTEGRITY, run("verify", "m.h5").status());
    assertEquals(Exit.OK, run("cache").status());
    checkWholeOrAbsent();
  }

  /** Its clock stands still for a second or two. */
  @Test
  void exFatShowsAChangeOfTheSameMoment() throws IOException {
    mounted = MountedDisk.exFat(mount, temp.resolve("image"), 64 * MIB);
    Files.createDirectory(cache);
    Files.copy(temp.resolve("www/s.pt"), cache.resolve("s.pt"));
    assertEquals(Exit.OK, run("cache").status());
    Damage.flip(cache.resolve("m.h5"));
    Damage.flip(cache.resolve("s.pt"));
    assertEquals(Exit.OK, run("cache").status());
    checkWholeOrAbsent();
    ProgramResult warm = run("--progress", "json", "cache");
    assertEquals(Exit.OK, warm.status(), warm::toString);
    assertFalse(warm.err().contains("\"progress\""), () -> "it was read: " + warm);
  }

  /** Fetched, shared, handed out without being read, renewed, and cleared. */
  private void checkLifeOfModels() throws IOException {
    SampleRegistry shared =
        new SampleRegistry(temp.resolve("shared"))
            .single("s.pt", SINGLE_BYTES, 7)
            .single("copy.pt", SINGLE_BYTES, 7);
    assertEquals(Exit.OK, run("cache", "m.h5", "s.pt").status());
    ProgramResult second = run("-r", shared.registry().toString(), "cache");
    assertEquals(Exit.OK, second.status(), second::toString);
    checkWholeOrAbsent();
    assertEquals(shared.digestOf("copy.pt"), Digests.of(cache.resolve("copy.pt")));
    assertEquals(Exit.OK, run("verify").status());
    SampleRegistry newer =
        new SampleRegistry(temp.resolve("newer")).fragmented("m.h5", 2, FRAGMENT_BYTES, 2);
    ProgramResult update = run("-r", newer.registry().toString(), "cache", "m.h5");
    assertEquals(Exit.OK, update.status(), update::toString);
    assertEquals(newer.digestOf("m.h5"), Digests.of(cache.resolve("m.h5")));
    ProgramResult cleared = run("clear", "-y");
    assertEquals(Exit.OK, cleared.status(), cleared::toString);
    assertEquals(Set.of("model-registry.json"), new CacheFiles(cache).visible());
    assertEquals(Exit.OK, run("cache").status());
  }

  private void checkWholeOrAbsent() {
    for (String name : Set.of("m.h5", "s.pt")) {
      Path model = cache.resolve(name);
      if (Files.exists(model)) {
        assertEquals(published.digestOf(name), Digests.of(model), name);
      }
    }
  }

  private ProgramResult run(String... arguments) {
    return run(launcher, arguments);
  }

  private ProgramResult run(Launcher with, String... arguments) {
    List<String> all = new ArrayList<>();
    if (!List.of(arguments).contains("-r")) {
      all.addAll(List.of("-r", registry));
    }
    all.addAll(List.of("--cache-dir", cache.toString()));
    all.addAll(List.of(arguments));
    return with.run(all.toArray(String[]::new));
  }
}

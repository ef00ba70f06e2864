package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.CacheFiles;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.MountedDisk;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;

/** Cache directories on two disks, and on one whose inode numbers change with a rename. */
class UnusualDisksIT {

  private static final long MIB = 1 << 20;

  @TempDir private Path temp;
  private Launcher launcher = new Launcher(Path.of("target"));
  private Path cache = Path.of("");
  private Path folder = Path.of("");
  private MountedDisk mounted = MountedDisk.NOTHING;

  @BeforeEach
  void publish() throws IOException {
    launcher = Inside.launcher(Files.createDirectory(temp.resolve("home")));
    folder = Files.createDirectory(temp.resolve("www"));
    cache = Files.createDirectories(temp.resolve("disk")).resolve("cache");
    publish("first");
  }

  @AfterEach
  void unmount() {
    mounted.close();
  }

  @Test
  void theFolderOfInternalFilesIsOnAnotherDisk() throws IOException {
    mounted = MountedDisk.memory(Files.createDirectories(cache.resolve(".pumaguard")), 8 * MIB);
    ProgramResult advice = run("doctor");
    assertTrue(advice.out().contains(".pumaguard is on another file system"), advice::toString);
    assertEquals(Exit.OK, run("cache").status());
    assertShown("first");
    publish("second");
    assertEquals(Exit.OK, run("cache").status());
    assertShown("second");
    assertEquals(Exit.OK, run("rollback", "l.tar").status());
    assertShown("first");
    assertEquals(Exit.OK, run("cache").status());
    assertShown("second");
    Files.writeString(cache.resolve("labels/mine"), "mine");
    publish("third");
    ProgramResult kept = run("cache");
    assertTrue(kept.err().contains("it is kept as"), kept::toString);
    assertShown("third");
    assertEquals("mine", Files.readString(cache.resolve(".pumaguard/v1/aside/labels/mine")));
    assertEquals(Exit.OK, run("prune", "--keep", "0").status());
    assertNothingIsStaged();
    assertEquals(Exit.OK, run("clear", "-y").status());
    assertEquals(Set.of("model-registry.json"), new CacheFiles(cache).visible());
  }

  @Test
  void pruneRemovesWhatAKilledProcessWasCopying() throws IOException {
    mounted = MountedDisk.memory(Files.createDirectories(cache.resolve(".pumaguard")), 8 * MIB);
    assertEquals(Exit.OK, run("cache").status());
    Path left = Files.createDirectories(cache.resolve(".pumaguard-staging/left/inside"));
    Files.writeString(left.resolve("file"), "half");
    ProgramResult pruned = run("prune");
    assertEquals(Exit.OK, pruned.status(), pruned::toString);
    assertNothingIsStaged();
  }

  @Test
  void inodeNumbersChangeWithARename() throws IOException {
    mounted =
        MountedDisk.rclone(
            Objects.requireNonNull(cache.getParent()),
            Files.createDirectory(temp.resolve("shown")),
            temp.resolve("rclone"));
    ProgramResult kind = run("doctor");
    assertTrue(kind.out().contains("(fuse.rclone)"), kind::toString);
    ProgramResult first = run("cache", "m.h5");
    assertEquals(Exit.OK, first.status(), first::toString);
    publish("second");
    ProgramResult second = run("cache", "m.h5");
    assertEquals(Exit.OK, second.status(), second::toString);
    assertEquals(Digests.of(folder.resolve("m.h5")), Digests.of(cache.resolve("m.h5")));
    assertEquals("ok", run("verify", "m.h5").column("m.h5"));
    ProgramResult cleared = run("clear", "-y");
    assertEquals("", cleared.err());
    assertEquals(Set.of("model-registry.json"), new CacheFiles(cache).visible());
  }

  private void assertShown(String version) throws IOException {
    assertEquals(version + "\n", Files.readString(cache.resolve("labels/name")));
    ProgramResult verified = run("verify", "l.tar");
    assertEquals("ok", verified.column("l.tar"), verified::toString);
  }

  private void assertNothingIsStaged() throws IOException {
    try (Stream<Path> left = Files.list(cache.resolve(".pumaguard-staging"))) {
      assertEquals(List.of(), left.toList());
    }
  }

  /** Publishes a file, and an archive with a file, of this text. */
  private void publish(String version) throws IOException {
    Files.writeString(folder.resolve("m.h5"), version + " version of a model");
    Path content = Files.createDirectories(temp.resolve("content"));
    Files.writeString(content.resolve("name"), version + "\n");
    ProcessRunner.check(
        "tar", "-C", content.toString(), "-cf", folder.resolve("l.tar").toString(), "name");
    Files.writeString(
        folder.resolve("model-registry.yaml"),
        "schema: 2\nmodels:\n  m.h5: {sha256: %s}\n  l.tar: {sha256: %s, unpack: labels}\n"
            .formatted(Digests.of(folder.resolve("m.h5")), Digests.of(folder.resolve("l.tar"))));
  }

  private ProgramResult run(String... arguments) {
    return launcher
        .with("PUMAGUARD_REGISTRY", folder.toString())
        .with("PUMAGUARD_MODELS_DIR", cache.toString())
        .run(arguments);
  }
}

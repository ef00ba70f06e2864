package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.MountedDisk;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.Strace;

/**
 * A cache that was baked into the layer of a container image: a directory of a lower overlayfs
 * layer cannot be renamed.
 */
class LowerLayerIT {

  @TempDir private Path temp;
  private Launcher launcher;
  private Path folder;

  @BeforeEach
  void cacheFirstVersion() throws IOException {
    launcher = Inside.launcher(Files.createDirectory(temp.resolve("home")));
    folder = Files.createDirectory(temp.resolve("www"));
    publish("version 1");
    assertEquals(
        Exit.OK,
        launcher.run("-r", folder.toString(), "--cache-dir", lower("cache"), "cache").status());
  }

  @Test
  void updatesFileAndDirectory() throws IOException {
    try (MountedDisk ignored = overlay()) {
      publish("version 2");
      assertOk(run("cache"));
      assertEquals("version 2\n", Files.readString(directory().resolve("names.txt")));
      assertTrue(run("list").out().contains("  cached  "));
      assertEquals("ok", run("verify").column("l.tar"));
    }
  }

  @Test
  void repairsAndKeepsTheChangedDirectory() throws IOException {
    try (MountedDisk ignored = overlay()) {
      Files.writeString(directory().resolve("more.txt"), "mine");
      Files.writeString(directory().resolve("names.txt"), "changed");
      assertEquals("repaired", run("verify", "--repair").column("l.tar"));
      assertEquals("version 1\n", Files.readString(directory().resolve("names.txt")));
      assertEquals(
          "mine", Files.readString(cache().resolve(".pumaguard/v1/aside/labels/more.txt")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"clear -y", "prune --older-than 0s"})
  void removes(String command) throws IOException {
    try (MountedDisk ignored = overlay()) {
      assertOk(run(command.split(" ")));
      assertFalse(Files.exists(directory()));
      assertFalse(Files.exists(cache().resolve("l.tar")));
    }
  }

  /**
   * The directory is emptied in place, so a process can be killed when file and directory differ.
   */
  @Test
  void noticesAndRepairsAnUpdateThatWasKilled() throws IOException {
    Strace.assumeStrace();
    try (MountedDisk ignored = overlay()) {
      publish("version 2");
      Launcher killed =
          new Launcher(temp.resolve("home"))
              .program(
                  Strace.program(temp, "-e trace=rmdir", "-e inject=rmdir:signal=SIGKILL:when=1"));
      assertNotEquals(Exit.OK, run(killed, "cache").status());
      assertEquals(Digests.of(folder.resolve("l.tar")), Digests.of(cache().resolve("l.tar")));
      assertTrue(run("list").out().contains("  outdated  "));
      ProgramResult verified = run("verify");
      assertEquals("damaged", verified.column("l.tar"), verified::toString);
      assertEquals("repaired", run("verify", "--repair").column("l.tar"));
      assertEquals("version 2\n", Files.readString(directory().resolve("names.txt")));
      assertTrue(run("list").out().contains("  cached  "));
    }
  }

  private MountedDisk overlay() throws IOException {
    return MountedDisk.overlay(
        Files.createDirectory(temp.resolve("merged")), temp.resolve("lower"), temp);
  }

  private String lower(String name) {
    return temp.resolve("lower").resolve(name).toString();
  }

  private Path cache() {
    return temp.resolve("merged/cache");
  }

  private Path directory() {
    return cache().resolve("labels");
  }

  private void publish(String text) throws IOException {
    ProgramResult made =
        launcher.shell(
            "cd '"
                + folder
                + "' && echo '"
                + text
                + "' > names.txt && tar -cf l.tar names.txt && rm names.txt");
    assertOk(made);
    Files.writeString(
        folder.resolve("model-registry.yaml"),
        "schema: 2\nmodels:\n  l.tar: {sha256: "
            + Digests.of(folder.resolve("l.tar"))
            + ", unpack: labels}\n");
  }

  private ProgramResult run(String... command) {
    return run(launcher, command);
  }

  private ProgramResult run(Launcher program, String... command) {
    String[] arguments = new String[command.length + 4];
    arguments[0] = "-r";
    arguments[1] = folder.toString();
    arguments[2] = "--cache-dir";
    arguments[3] = cache().toString();
    System.arraycopy(command, 0, arguments, 4, command.length);
    return program.run(arguments);
  }

  private static void assertOk(ProgramResult result) {
    assertTrue(result.status() == Exit.OK, result::toString);
  }
}

package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.testkit.CacheFiles;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.MountedDisk;
import org.pumaguard.models.testkit.ProgramResult;

/** Models that are archives, and the directories that they are unpacked into. */
class UnpackTest {

  @TempDir private Path temp;
  private Launcher launcher;
  private Path folder;

  @BeforeEach
  void home() throws IOException {
    launcher = Inside.launcher(Files.createDirectory(temp.resolve("home")));
    folder = Files.createDirectory(temp.resolve("www"));
  }

  @Test
  void aNewVersionIsUnpackedInThePlaceOfTheOldOne() throws IOException {
    publish("mkdir a && echo cats > a/names.txt && echo old > a/old.txt", "labels");
    assertEquals(Exit.OK, cache().status());
    assertEquals("cats\n", unpacked("labels/a/names.txt"));
    publish("rm a/old.txt && echo lions > a/names.txt", "labels");
    assertEquals(Exit.OK, cache().status());
    assertEquals("lions\n", unpacked("labels/a/names.txt"));
    assertFalse(Files.exists(launcher.cache().resolve("labels/a/old.txt")));
  }

  @Test
  void aDirectoryThatVanishedComesBackWithoutAFetch() throws IOException {
    publish("mkdir a && echo cats > a/names.txt", "labels");
    assertEquals(Exit.OK, cache().status());
    assertEquals(Exit.OK, launcher.shell("rm -r '" + launcher.cache() + "/labels'").status());
    Files.delete(folder.resolve("l.tar"));
    assertEquals(Exit.OK, cache().status());
    assertEquals("cats\n", unpacked("labels/a/names.txt"));
  }

  @Test
  void verifiesAnArchiveOfABaseDirectory() throws IOException {
    publish("mkdir a && echo cats > a/names.txt", "labels");
    assertEquals(Exit.OK, cache().status());
    Path base = Files.move(launcher.cache(), temp.resolve("base"));
    ProgramResult verified =
        launcher.run("-r", folder.toString(), "--base-dir", base.toString(), "verify");
    assertEquals("ok", verified.column("l.tar"), verified::toString);
    assertEquals(Exit.OK, verified.status(), verified::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cp -a", "cp -r"})
  void aCopyOfTheCacheHasItsDirectoriesToo(String copy) throws IOException {
    publish("mkdir -p a/empty && echo cats > a/names.txt", "labels");
    assertEquals(Exit.OK, cache().status());
    Path aside = launcher.cache().resolve(".pumaguard/v1/aside");
    for (String loss : List.of("true", "rm model-registry.json")) {
      inCache("cd .. && mv models m && " + copy + " m models && rm -r m && cd models && " + loss);
      assertEquals("ok", run("verify").column("l.tar"));
      ProgramResult path = run("path", "l.tar");
      assertEquals(Exit.OK, path.status(), path::toString);
      assertFalse(path.err().contains("it is kept as"), path::toString);
      assertFalse(Files.exists(aside));
      assertEquals("ok", run("verify").column("l.tar"));
    }
    inCache("cd .. && mv models m && " + copy + " m models && rm -r m");
    assertEquals(Exit.OK, cache().status());
    assertEquals(Exit.OK, run("clear", "-y").status());
    assertEquals(Set.of("model-registry.json"), visible());
    assertFalse(Files.exists(aside));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ln -s /tmp labels", "mkfifo labels", "touch labels"})
  void refusesAVersionThatCannotBeUnpacked(String obstacle) throws IOException {
    publish("mkdir a && echo cats > a/names.txt", "labels");
    assertEquals(Exit.OK, cache().status());
    String old = Digests.of(launcher.cache().resolve("l.tar"));
    inCache("rm -r labels && " + obstacle);
    publish("echo lions > a/names.txt", "labels");
    ProgramResult refused = cache();
    assertEquals(Exit.STORAGE, refused.status(), refused::toString);
    assertTrue(
        refused.err().contains(" is where the directory 'labels' has to be; move it away"),
        refused::toString);
    assertEquals(old, Digests.of(launcher.cache().resolve("l.tar")));
    assertEquals("damaged", run("verify").column("l.tar"));
    inCache("rm labels");
    assertEquals(Exit.OK, cache().status());
    assertEquals("lions\n", unpacked("labels/a/names.txt"));
  }

  @Test
  void readOnlyUseReadsTheArchiveAgain() throws IOException {
    publish("mkdir a && echo cats > a/names.txt", "labels");
    assertEquals(Exit.OK, cache().status());
    Path base = Files.move(launcher.cache(), temp.resolve("base"));
    assertEquals(Exit.OK, launcher.shell("chmod a+r '" + base + "/l.tar'").status());
    for (String verify : List.of("changed", "always")) {
      ProgramResult path = run("--base-dir", base.toString(), "--verify", verify, "path", "l.tar");
      assertEquals(base.resolve("l.tar") + "\n", path.out(), path::toString);
    }
    Path copy = temp.resolve("copy");
    assertEquals(Exit.OK, launcher.shell("cp -r '" + base + "' '" + copy + "'").status());
    for (Path directory : List.of(base, copy)) {
      try (MountedDisk ignored = MountedDisk.readOnly(directory)) {
        for (String verify : List.of("changed", "always")) {
          ProgramResult path =
              run("--cache-dir", directory.toString(), "--verify", verify, "path", "l.tar");
          assertEquals(directory.resolve("l.tar") + "\n", path.out(), path::toString);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"clear -y", "prune --older-than 0s", "rollback l.tar", "cache"})
  void aCopiedCacheAdoptsItsDirectories(String command) throws IOException {
    publish("mkdir -p a && echo cats > a/names.txt", "labels");
    assertEquals(Exit.OK, cache().status());
    publish("echo lions > a/names.txt", "labels");
    assertEquals(Exit.OK, cache().status());
    if (command.equals("cache")) {
      publish("echo wolves > a/names.txt", "labels");
    }
    inCache("cd .. && mv models m && cp -r m models && rm -r m");
    ProgramResult result = run(command.split(" "));
    assertEquals(Exit.OK, result.status(), result::toString);
    assertFalse(result.err().contains("it is kept as"), result::toString);
    assertFalse(Files.exists(launcher.cache().resolve(".pumaguard/v1/aside")));
  }

  @Test
  void quarantinesForeignFilesInADirectory() throws IOException {
    Path own = launcher.cache().resolve("labels/own.txt");
    Path aside = launcher.cache().resolve(".pumaguard/v1/aside");
    publish("mkdir a && echo cats > a/names.txt", "labels");
    assertEquals(Exit.OK, cache().status());
    Files.writeString(own, "mine");
    publish("echo lions > a/names.txt", "labels");
    ProgramResult updated = cache();
    assertEquals(Exit.OK, updated.status(), updated::toString);
    assertTrue(updated.err().contains("it is kept as " + aside.resolve("labels")));
    assertEquals("lions\n", unpacked("labels/a/names.txt"));
    assertEquals("mine", Files.readString(aside.resolve("labels/own.txt")));
    assertEquals(Exit.OK, launcher.shell("rm -r '" + own.getParent() + "'").status());
    Files.writeString(Files.createDirectory(own.getParent()).resolve("own.txt"), "mine too");
    ProgramResult cleared = launcher.run("-r", folder.toString(), "clear", "-y", "l.tar");
    assertEquals(Exit.OK, cleared.status(), cleared::toString);
    assertTrue(cleared.err().contains("it is kept as " + aside.resolve("2-labels")));
    assertFalse(Files.exists(own));
    assertEquals("mine too", Files.readString(aside.resolve("2-labels/own.txt")));
  }

  @Test
  void theDirectoryFollowsTheRegistryAndGoesWithTheModel() throws IOException {
    publish("mkdir a && echo cats > a/names.txt", "labels");
    assertEquals(Exit.OK, cache().status());
    publish("true", "classes");
    assertEquals(Exit.OK, cache().status());
    assertEquals(Set.of("l.tar", "classes", "model-registry.json"), visible());
    ProgramResult cleared = launcher.run("-r", folder.toString(), "clear", "-y", "l.tar");
    assertEquals(Exit.OK, cleared.status(), cleared::toString);
    assertEquals(Set.of("model-registry.json"), visible());
  }

  @Test
  void theDirectoryOfAnotherIsNotHandedOut() throws IOException {
    publish("mkdir a && echo cats > a/names.txt", "labels");
    assertEquals(Exit.OK, cache().status());
    inCache("rm -r labels && mkdir labels && echo mine > labels/own.txt");
    ProgramResult found = run("verify");
    assertEquals(Exit.INTEGRITY, found.status(), found::toString);
    assertEquals("damaged", found.column("l.tar"));
    assertTrue(found.err().contains("'labels' is not the one that was unpacked"), found::toString);
    ProgramResult path = run("path", "l.tar");
    assertEquals(Exit.OK, path.status(), path::toString);
    assertTrue(path.err().contains("it is kept as "), path::toString);
    assertEquals("cats\n", unpacked("labels/a/names.txt"));
    assertEquals("mine\n", unpacked(".pumaguard/v1/aside/labels/own.txt"));
    assertEquals("ok", run("verify").column("l.tar"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo dogs > labels/a/names.txt",
        "rm labels/a/names.txt",
        "rm -r labels/a && touch labels/a",
        "rm -r labels",
        "mv labels elsewhere && cp -r elsewhere labels && touch labels/more"
      })
  void verifyNoticesWhatBecameOfTheDirectoryAndMendsIt(String command) throws IOException {
    publish("mkdir a && echo cats > a/names.txt", "labels");
    assertEquals(Exit.OK, cache().status());
    inCache(command);
    ProgramResult found = run("verify", "l.tar");
    assertEquals(Exit.INTEGRITY, found.status(), found::toString);
    assertTrue(found.err().contains("l.tar: "), found::toString);
    assertTrue(found.err().contains("the directory 'labels'"), found::toString);
    Files.delete(folder.resolve("l.tar"));
    ProgramResult mended = run("verify", "--repair", "l.tar");
    assertEquals(Exit.OK, mended.status(), mended::toString);
    assertEquals("repaired", mended.column("l.tar"));
    assertEquals(
        Files.exists(launcher.cache().resolve(".pumaguard/v1/aside/labels")),
        mended.err().contains("it is kept as"),
        mended::toString);
    assertEquals("cats\n", unpacked("labels/a/names.txt"));
    assertEquals("ok", run("verify", "l.tar").column("l.tar"));
  }

  @Test
  void aProgramMayWriteIntoTheDirectory() throws IOException {
    publish("mkdir a && echo cats > a/names.txt", "labels");
    assertEquals(Exit.OK, cache().status());
    inCache("mkdir labels/tmp && touch labels/tmp/index labels/a/index");
    assertEquals("ok", run("verify", "l.tar").column("l.tar"));
    assertEquals("", run("path", "l.tar").err());
    assertTrue(Files.exists(launcher.cache().resolve("labels/tmp/index")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ln -s /nowhere a/link",
        "ln -s .. a/up && mkdir b && echo x > b/f",
        "echo x > a/f && ln a/f a/g",
        "mkfifo a/pipe"
      })
  void refusesAnInvalidArchiveAndKeepsTheOldOne(String command) throws IOException {
    publish("mkdir a && echo cats > a/names.txt", "labels");
    assertEquals(Exit.OK, cache().status());
    publish(command, "labels");
    ProgramResult refused = cache();
    assertEquals(Exit.INTEGRITY, refused.status(), refused::toString);
    assertTrue(
        refused.err().contains("error: l.tar: can't be unpacked: entry 'a/"), refused::toString);
    assertEquals("cats\n", unpacked("labels/a/names.txt"));
    assertEquals(Set.of("l.tar", "labels", "model-registry.json"), visible());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "xz"})
  void anArchiveThatEndsTooEarlySaysSoAndTheOldOneStays(String packer) throws IOException {
    publish("mkdir a && echo cats > a/names.txt", "labels");
    assertEquals(Exit.OK, cache().status());
    publish("head -c 300000 /dev/urandom > a/big", "labels");
    String cut = "&& mv l.tar whole && " + packer + " -c whole | head -c 100000 > l.tar";
    assertEquals(Exit.OK, launcher.shell("cd '" + folder + "' " + cut).status());
    registerAs("{sha256: " + Digests.of(folder.resolve("l.tar")) + ", unpack: labels}");
    ProgramResult refused = cache();
    assertEquals(Exit.INTEGRITY, refused.status(), refused::toString);
    assertTrue(refused.err().contains("truncated archive; "), refused::toString);
    assertEquals("cats\n", unpacked("labels/a/names.txt"));
  }

  @Test
  void aCompressedPublicationThatEndsTooEarlySaysSo() throws IOException {
    publish("head -c 300000 /dev/urandom > big", "labels");
    String cut = "gzip -c l.tar | head -c 100000 > l.tar.gz";
    assertEquals(Exit.OK, launcher.shell("cd '" + folder + "' && " + cut).status());
    registerAs(
        "{sha256: "
            + Digests.of(folder.resolve("l.tar"))
            + ", file: l.tar.gz, compression: gz, file-sha256: "
            + Digests.of(folder.resolve("l.tar.gz"))
            + "}");
    ProgramResult refused = cache();
    assertEquals(Exit.INTEGRITY, refused.status(), refused::toString);
    assertTrue(
        refused.err().contains("can't be decompressed as gz: truncated data"), refused::toString);
    assertEquals(Set.of("model-registry.json"), visible());
  }

  @Test
  void dropsSetuidAndSharedWriteBits() throws IOException {
    publish("mkdir a && echo x > a/tool && chmod 6755 a/tool && chmod 1777 a", "labels");
    assertEquals(Exit.OK, cache().status());
    Path tool = launcher.cache().resolve("labels/a/tool");
    assertTrue(Files.isExecutable(tool));
    assertEquals(0, (Integer) Files.getAttribute(tool, "unix:mode") & 07000);
    assertEquals(0, (Integer) Files.getAttribute(tool.getParent(), "unix:mode") & 07002);
  }

  /** Changes what is in the archive, and publishes it. */
  private void publish(String command, String directory) throws IOException {
    Path content = Files.createDirectories(temp.resolve("content"));
    ProgramResult made =
        launcher.shell(
            "cd '" + content + "' && " + command + " && tar -cf '" + folder + "/l.tar' *");
    assertEquals(Exit.OK, made.status(), made::toString);
    registerAs("{sha256: " + Digests.of(folder.resolve("l.tar")) + ", unpack: " + directory + "}");
  }

  private void registerAs(String model) throws IOException {
    Files.writeString(
        folder.resolve("model-registry.yaml"), "schema: 2\nmodels:\n  l.tar: " + model + "\n");
  }

  private ProgramResult cache() {
    return run("cache");
  }

  private ProgramResult run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("-r", folder.toString()));
    all.addAll(List.of(arguments));
    return launcher.run(all.toArray(String[]::new));
  }

  private void inCache(String command) {
    ProgramResult result = launcher.shell("cd '" + launcher.cache() + "' && " + command);
    assertEquals(Exit.OK, result.status(), result::toString);
  }

  private String unpacked(String path) throws IOException {
    return Files.readString(launcher.cache().resolve(path));
  }

  private Set<String> visible() {
    return new CacheFiles(launcher.cache()).visible();
  }
}

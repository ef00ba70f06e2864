package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** The program as scripts use it, and its launcher. */
class ShellIT {

  @TempDir private Path temp;
  private Launcher launcher;
  private SampleRegistry published;

  @BeforeEach
  void publish() throws IOException {
    launcher = new Launcher(Files.createDirectory(temp.resolve("home")));
    published = new SampleRegistry(temp.resolve("www with blank")).fragmented("m.h5", 2, 5000, 1);
    published.registry();
    launcher.with("PUMAGUARD_REGISTRY", published.folder().toString());
  }

  @Test
  void pathGivesAScriptItsModel() {
    ProgramResult result =
        launcher.shell("model=$(\"$pm\" path m.h5) && test -f \"$model\" && echo \"got $model\"");
    assertEquals("got " + launcher.cache().resolve("m.h5") + "\n", result.out(), result::toString);
  }

  @Test
  void listAsJsonGoesThroughJq() {
    requireTool("jq");
    ProgramResult result =
        launcher.shell(
            "\"$pm\" list -o json | jq -r '.[0] | [.name, .state, .fragments, (.sha256 | length),"
                + " has(\"size\"), has(\"version\"), .path] | @tsv'");
    assertEquals("m.h5\tmissing\t2\t64\ttrue\ttrue\t\n", result.out(), result::toString);
  }

  @Test
  void cacheAsJsonSaysWhatItTook() {
    requireTool("jq");
    ProgramResult result =
        launcher.shell(
            "\"$pm\" -o json cache | jq -c '.[0] | [.state, .bytesFetched, .bytesReused]'");
    assertEquals("[\"cached\",10000,0]\n", result.out(), result::toString);
  }

  @Test
  void progressAsJsonIsAnObjectALine() {
    requireTool("jq");
    ProgramResult result =
        launcher.shell(
            "\"$pm\" --progress json cache 2>&1 >/dev/null | jq -r '[.event, .model] | @tsv'");
    assertTrue(result.out().startsWith("started\tm.h5\n"), result::toString);
    assertTrue(result.out().endsWith("finished\tm.h5\n"), result::toString);
    assertTrue(result.out().contains("verified\tm.h5\n"), result::toString);
  }

  @Test
  void optionsStandBeforeAndAfterTheCommand() {
    ProgramResult before = launcher.run("-o", "json", "list");
    ProgramResult after = launcher.run("list", "-o", "json");
    assertEquals(before.out(), after.out());
    assertTrue(before.out().startsWith("["), before::toString);
  }

  @Test
  void aReaderThatGoesAwayIsNoError() {
    ProgramResult result = launcher.shell("set -o pipefail; \"$pm\" --help | head -n 1 >/dev/null");
    assertEquals("", result.err());
  }

  @Test
  void aResultThatCanNotBeWrittenIsAnError() {
    ProgramResult result = launcher.shell("\"$pm\" list > /dev/full");
    assertEquals(Exit.STORAGE, result.status(), result::toString);
    assertTrue(result.err().contains("cannot write the result"), result::toString);
  }

  @Test
  void runsThroughLinksFromAnyDirectory() throws IOException {
    Path bin = Files.createDirectory(temp.resolve("bin"));
    Path first = Files.createSymbolicLink(bin.resolve("models"), Launcher.built());
    Files.createSymbolicLink(temp.resolve("relative"), Path.of("bin/models"));
    assertEquals(Exit.OK, launcher.program(first).from(Path.of("/")).run("list").status());
    assertEquals(Exit.OK, launcher.program(temp.resolve("relative")).run("list").status());
    ProgramResult onPath = launcher.shell("cd / && PATH=\"" + bin + ":$PATH\" models --version");
    assertTrue(onPath.out().startsWith("pumaguard-models "), onPath::toString);
  }

  @Test
  void honoursJavaHomeAndSaysWhenThatJavaIsTooOld() throws IOException {
    Path old = temp.resolve("jdk-11");
    Files.createDirectories(old.resolve("bin"));
    Files.writeString(old.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"11.0.2\"\n");
    Path java = Files.writeString(old.resolve("bin/java"), "#!/bin/sh\nexit 99\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    ProgramResult tooOld = launcher.with("JAVA_HOME", old.toString()).run("list");
    assertEquals(Exit.INTERNAL, tooOld.status());
    assertTrue(tooOld.err().contains("Java 17 or newer is needed"), tooOld::toString);
    assertTrue(tooOld.err().contains("11.0.2"), tooOld::toString);

    ProgramResult absent = launcher.with("JAVA_HOME", temp.resolve("no").toString()).run("list");
    assertEquals(Exit.INTERNAL, absent.status());
    assertTrue(absent.err().contains("JAVA_HOME"), absent::toString);
  }

  @Test
  void runsOnEveryNewerJavaThatIsInstalled() throws IOException {
    try (Stream<Path> homes = Files.list(Path.of("/usr/lib/jvm"))) {
      for (Path home :
          homes.filter(path -> Files.isExecutable(path.resolve("bin/java"))).toList()) {
        ProgramResult result = launcher.with("JAVA_HOME", home.toString()).run("list");
        assertEquals(Exit.OK, result.status(), () -> home + ": " + result);
        assertEquals("", result.err(), home::toString);
      }
    }
  }

  @Test
  void fileNamesAreUtf8WhateverTheLocale() {
    SampleRegistry odd =
        new SampleRegistry(temp.resolve("odd")).single("berglöwe #1 50%.pt", 10, 1);
    odd.registry();
    ProgramResult result =
        launcher
            .with("LC_ALL", "C")
            .run("-r", odd.folder().toString(), "path", "berglöwe #1 50%.pt");
    assertEquals(Exit.OK, result.status(), result::toString);
    assertEquals(launcher.cache().resolve("berglöwe #1 50%.pt") + "\n", result.out());
  }

  private static void requireTool(String tool) {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin", tool)) || Files.isExecutable(Path.of("/bin", tool)),
        tool + " is not installed");
  }
}

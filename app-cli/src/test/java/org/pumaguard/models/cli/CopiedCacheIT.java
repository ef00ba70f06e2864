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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** A cache directory that was copied to another disk by a program that keeps no links. */
class CopiedCacheIT {

  private static final List<String> NAMES = List.of("a.pt", "m.h5", "twin.pt");
  private static final String BLOBS = ".pumaguard/v1/blobs/*/*";

  @TempDir private Path temp;
  private Launcher launcher;
  private SampleRegistry published;

  @BeforeEach
  void copy() throws IOException {
    launcher = new Launcher(Files.createDirectory(temp.resolve("home")));
    published =
        new SampleRegistry(temp.resolve("www"))
            .single("a.pt", 300_000, 1)
            .fragmented("m.h5", 3, 100_000, 2)
            .single("twin.pt", 300_000, 1);
    published.registry();
    assertEquals(Exit.OK, launcher.run("-r", published.folder().toString(), "cache").status());
    copyWithoutLinks();
  }

  @Test
  void takesTheDiskOnceAgainWhenItWasRead() throws IOException {
    long doubled = bytes();
    assertEquals(Exit.OK, run("cache", "--offline").status());
    assertTrue(doubled - bytes() >= 3 * 300_000, doubled + " bytes became " + bytes());
    assertEquals(1, filesOf("a.pt", "twin.pt"));
    for (String name : NAMES) {
      assertEquals(published.digestOf(name), Digests.of(launcher.cache().resolve(name)));
      assertEquals("ok", run("verify").column(name));
    }
    assertEquals(Exit.OK, run("clear", "-y").status());
    assertEquals("", inCache("find . -type f -size +60k").out());
  }

  /** Neither of two files is known then, so that only the one that was read may stay. */
  @ParameterizedTest
  @ValueSource(strings = {"cache --offline", "verify", "verify --repair --offline"})
  void ofTwoFilesTheRightOneStays(String command) {
    damageStored();
    ProgramResult result = run(command.split(" "));
    assertEquals(Exit.OK, result.status(), result::toString);
    assertFalse(result.err().contains("damaged"), result::toString);
    for (String name : NAMES) {
      assertEquals(published.digestOf(name), Digests.of(launcher.cache().resolve(name)));
    }
    ProgramResult stored =
        inCache(
            "for f in " + BLOBS + "; do echo \"$(basename $f)  $f\"; done | sha256sum -c --quiet");
    assertEquals(Exit.OK, stored.status(), stored::toString);
    assertEquals(1, filesOf("a.pt", "twin.pt"));
    assertEquals(Exit.OK, run("prune").status());
    assertEquals("", inCache("find . -type f -size +60k -links 1").out(), "nothing is there twice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cache m.h5", "rollback m.h5"})
  void theRightOneIsKeptToGoBackTo(String command) throws IOException {
    String first = published.digestOf("m.h5");
    SampleRegistry next =
        new SampleRegistry(temp.resolve("next")).fragmented("m.h5", 3, 100_000, 5);
    next.registry();
    SampleRegistry latest = command.startsWith("cache") ? next : published;
    if (command.startsWith("rollback")) {
      assertEquals(Exit.OK, launcher.run("-r", next.folder().toString(), "cache").status());
      assertEquals(Exit.OK, launcher.run("-r", published.folder().toString(), "cache").status());
      copyWithoutLinks();
      damage(first);
    } else {
      damageStored();
    }
    String[] words = (command + " -r " + latest.folder()).split(" ");
    ProgramResult done = launcher.run(words);
    assertEquals(Exit.OK, done.status(), done::toString);
    String back = command.startsWith("cache") ? "rollback" : "cache";
    ProgramResult again =
        launcher.run(
            "-r", latest.folder().toString(), "-s", temp.resolve("none").toString(), back, "m.h5");
    assertEquals(Exit.OK, again.status(), again::toString);
    assertEquals(first, Digests.of(launcher.cache().resolve("m.h5")));
  }

  private void copyWithoutLinks() {
    assertEquals(Exit.OK, inCache("cd .. && mv models m && cp -r m models && rm -r m").status());
  }

  private void damageStored() {
    NAMES.stream().map(published::digestOf).distinct().forEach(this::damage);
  }

  private void damage(String digest) {
    String file = ".pumaguard/v1/blobs/" + digest.substring(0, 2) + "/" + digest;
    String line = "chmod u+w %s; printf x | dd of=%s bs=1 seek=9 conv=notrunc status=none";
    assertEquals(Exit.OK, inCache(line.formatted(file, file)).status());
  }

  private ProgramResult run(String... arguments) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "-r";
    all[arguments.length + 1] = published.registry().toString();
    return launcher.run(all);
  }

  private ProgramResult inCache(String line) {
    return launcher.shell("cd '" + launcher.cache() + "' && " + line);
  }

  /** What the directory takes on the disk, as {@code du} counts it. */
  private long bytes() {
    return Long.parseLong(inCache("du -s -B1 .").out().replaceAll("\\s.*", ""));
  }

  private long filesOf(String... names) {
    return inCache("stat -c %i " + String.join(" ", names)).out().lines().distinct().count();
  }
}

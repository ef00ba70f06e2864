package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.Damage;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/**
 * A cache that does not know of what its content consists: it lost that with the power, was killed
 * before it could note it, or others have filled the directory.
 */
class LostNotesTest {

  private static final int FRAGMENT_BYTES = 700_000;

  @TempDir private Path temp;
  private Launcher launcher;
  private String first = "";

  /** A model, to be followed by another that has two of its three fragments. */
  @BeforeEach
  void publish() throws IOException {
    launcher = Inside.launcher(Files.createDirectory(temp.resolve("home")));
    first = model("f.h5", 1);
  }

  @Test
  void cacheRestoresTheIndex() throws IOException {
    assertEquals(Exit.OK, launcher.run("-r", first, "cache").status());
    lose("pieces", "blocks", "../../model-registry.json");
    ProgramResult again = launcher.run("-r", first, "-o", "json", "cache");
    assertTrue(again.out().contains("\"bytesFetched\" : 0,"), again::toString);
    checkFragmentsAreReused();
    checkDamageIsLocated();
  }

  @Test
  void verifyRestoresTheIndex() throws IOException {
    assertEquals(Exit.OK, launcher.run("-r", first, "cache").status());
    lose("pieces", "blocks");
    assertEquals("ok", launcher.run("-r", first, "verify").column("f.h5"));
    checkFragmentsAreReused();
    checkDamageIsLocated();
  }

  @Test
  void reusesFragmentsOfAForeignModel() throws IOException {
    Files.createDirectories(launcher.cache());
    try (var out = Files.newOutputStream(launcher.cache().resolve("f.h5"))) {
      for (int i = 0; i < 3; i++) {
        Files.copy(temp.resolve("f.h5").resolve(SampleRegistry.fragment("f.h5", i)), out);
      }
    }
    ProgramResult taken = launcher.run("-r", first, "-o", "json", "cache");
    assertTrue(taken.out().contains("\"bytesFetched\" : 0,"), taken::toString);
    checkFragmentsAreReused();
  }

  private void checkFragmentsAreReused() {
    ProgramResult next = launcher.run("-r", model("g.h5", 2), "-o", "json", "cache");
    assertTrue(next.out().contains("\"bytesReused\" : " + 2 * FRAGMENT_BYTES), next::toString);
  }

  /** To a block of one MiB; without notes it would be a fragment, or all. */
  private void checkDamageIsLocated() throws IOException {
    Damage.flip(launcher.cache().resolve("f.h5"));
    ProgramResult damaged = launcher.run("-r", first, "-o", "json", "verify", "f.h5");
    assertEquals(Exit.INTEGRITY, damaged.status(), damaged::toString);
    assertTrue(damaged.out().contains("\"offset\" : 1048576"), damaged::toString);
  }

  private String model(String name, int seed) {
    return SampleRegistry.sized(temp.resolve(name))
        .fragmented(name, 3, FRAGMENT_BYTES, seed)
        .registry()
        .toString();
  }

  private void lose(String... names) throws IOException {
    for (String name : List.of(names)) {
      Path lost = launcher.cache().resolve(".pumaguard/v1").resolve(name);
      assertTrue(Files.exists(lost), name);
      assertEquals(Exit.OK, launcher.shell("rm -r '" + lost + "'").status());
    }
  }
}

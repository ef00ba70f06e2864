package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RunningProgram;
import org.pumaguard.models.testkit.SampleRegistry;
import org.pumaguard.models.testkit.Strace;

/** Processes with different registries, which want different versions of one name at once. */
@Execution(ExecutionMode.CONCURRENT)
class VersionsAtOnceIT {

  private static final String MODEL = "m.pt";
  private static final int BYTES = 100_000;
  private static final int KILLED = 128 + 9;

  @TempDir private Path temp;
  private final String[] registries = new String[4];
  private Path cache;

  @BeforeEach
  void publish() throws IOException {
    Strace.assumeStrace();
    cache = temp.resolve("cache");
    for (int version = 1; version <= 3; version++) {
      registries[version] =
          new SampleRegistry(temp.resolve("v" + version))
              .single(MODEL, BYTES + version % 2, version)
              .registry()
              .toString();
    }
  }

  @Test
  void aPublicationBeforeTheRecordIsNotTrusted() throws Exception {
    RunningProgram slow = slowly(3, "cache");
    slow.await(() -> Files.exists(cache.resolve(MODEL)));
    assertEquals(Exit.OK, run(2, "cache").status());
    assertEquals(Exit.OK, slow.finish().status());
    assertShown(3);
    assertShown(2);
  }

  @Test
  void aForeignFileBeforeTheRecordIsNotTrusted() throws Exception {
    Path mine = Files.writeString(temp.resolve("mine"), "mine".repeat(BYTES / 4));
    RunningProgram slow = slowly(2, "cache");
    slow.await(() -> Files.exists(cache.resolve(MODEL)));
    Files.move(mine, cache.resolve(MODEL), StandardCopyOption.ATOMIC_MOVE);
    slow.finish();
    assertShown(2);
    assertEquals("mine".repeat(BYTES / 4), Files.readString(aside().resolve(MODEL)));
  }

  @Test
  void aRollbackBesideAnUpdateIsNotTrusted() throws Exception {
    assertEquals(Exit.OK, run(1, "cache").status());
    assertEquals(Exit.OK, run(2, "cache").status());
    RunningProgram slow = slowly(2, "rollback", MODEL);
    slow.await(() -> isShown(1));
    assertEquals(Exit.OK, run(3, "cache").status());
    assertEquals(Exit.OK, slow.finish().status());
    assertShown(1);
    assertShown(3);
  }

  @Test
  void aKilledPublicationBelongsToTheCache() throws Exception {
    int kills = 0;
    for (int moment = 1; kills == moment - 1; moment++) {
      cache = temp.resolve("cache" + moment);
      assertEquals(Exit.OK, run(1, "cache").status());
      ProgramResult killed = killed(2, moment);
      if (killed.status() == KILLED) {
        kills++;
      } else {
        assertEquals(Exit.OK, killed.status(), killed::toString);
      }
      ProgramResult verified = run(1, "verify");
      assertEquals(MODEL + "\tok\n", verified.out(), "killed at rename " + moment);
      assertShown(1);
      assertFalse(Files.exists(aside()), "nobody has put anything there");
      assertEquals(Exit.OK, run(1, "clear", "-y").status());
      assertFalse(Files.exists(cache.resolve(MODEL)));
    }
    assertTrue(kills > 2, "renames: " + kills);
  }

  private Path aside() {
    return cache.resolve(".pumaguard/v1/aside");
  }

  private boolean isShown(int version) {
    try {
      return Files.mismatch(cache.resolve(MODEL), published(version)) < 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** That who asks for this version gets it, and nothing is wrong with it. */
  private void assertShown(int version) throws IOException {
    ProgramResult path = run(version, "path", MODEL);
    assertEquals(Exit.OK, path.status(), path::toString);
    assertArrayEquals(
        Files.readAllBytes(published(version)), Files.readAllBytes(cache.resolve(MODEL)));
    assertEquals(MODEL + "\tok\n", run(version, "verify").out());
  }

  private Path published(int version) {
    return temp.resolve("v" + version).resolve(MODEL);
  }

  private ProgramResult run(int version, String... command) throws IOException {
    return Inside.launcher(home("inside")).run(arguments(version, command));
  }

  /** Each rename is done at once, but the process learns of it a second later. */
  private RunningProgram slowly(int version, String... command) throws IOException {
    Path home = home("slow");
    return new Launcher(home)
        .program(Strace.program(home, "-e trace=rename -e inject=rename:delay_exit=1000000"))
        .start(arguments(version, command));
  }

  private ProgramResult killed(int version, int moment) throws IOException {
    Path home = home("killed");
    return new Launcher(home)
        .program(
            Strace.program(home, "-e trace=rename -e inject=rename:signal=SIGKILL:when=" + moment))
        .run(arguments(version, "cache"));
  }

  private Path home(String name) throws IOException {
    return Files.createDirectories(temp.resolve(name));
  }

  private String[] arguments(int version, String... command) {
    String[] all = new String[command.length + 4];
    all[0] = "-r";
    all[1] = registries[version];
    all[2] = "--cache-dir";
    all[3] = cache.toString();
    System.arraycopy(command, 0, all, 4, command.length);
    return all;
  }
}

package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.PreloadedLibrary;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RunningProgram;
import org.pumaguard.models.testkit.SampleRegistry;

/** Cache directories on file systems whose locks are granted to every process, or to none. */
@Tag("slow")
class UnreliableLocksIT {

  private static final int PROCESSES = 4;
  private static final int ROUNDS = 10;
  private static final int BYTES = 400_000;
  private static final int ENOLCK = 37;
  private static final int ENOSYS = 38;
  private static final int EOPNOTSUPP = 95;

  @TempDir private Path temp;

  @Test
  void processesThatAllGetTheLockFetchEachModelOnce() throws IOException {
    Path library = PreloadedLibrary.compile(temp, PreloadedLibrary.LOCKS);
    for (int round = 0; round < ROUNDS; round++) {
      Path home = Files.createDirectories(temp.resolve("round" + round));
      try (FetchFixture fixture = fixture(home)) {
        List<RunningProgram> all = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
          all.add(start(fixture.launcher.with("LD_PRELOAD", library.toString()), fixture));
        }
        assertAllRight(fixture, all);
        assertEquals(2L * BYTES, fixture.first.bytesSent());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {ENOLCK, ENOSYS, EOPNOTSUPP})
  void processesWithoutLocksFetchTheSameModels(int error) throws IOException {
    Path library = PreloadedLibrary.compile(temp, PreloadedLibrary.LOCKS);
    try (FetchFixture fixture = fixture(temp)) {
      Launcher lockless =
          fixture
              .launcher
              .with("LD_PRELOAD", library.toString())
              .with("LOCK_ERRNO", String.valueOf(error));
      List<RunningProgram> all = new ArrayList<>();
      for (int i = 0; i < PROCESSES; i++) {
        all.add(start(lockless, fixture));
      }
      assertAllRight(fixture, all);
    }
  }

  /** As on two machines: a process cannot tell whether one of another PID namespace is alive. */
  @Test
  void processesOfOtherPidNamespacesFetchTheSameModels() throws IOException {
    Path library = PreloadedLibrary.compile(temp, PreloadedLibrary.LOCKS);
    Path apart = temp.resolve("apart");
    Files.writeString(
        apart,
        "#!/bin/sh\nexec unshare --pid --fork --mount-proc '" + Launcher.built() + "' \"$@\"\n");
    assertTrue(apart.toFile().setExecutable(true));
    assumeTrue(
        ProcessRunner.succeeds("unshare", "--pid", "--fork", "--mount-proc", "true"),
        "needs permission to create PID namespaces");
    try (FetchFixture fixture = fixture(temp)) {
      List<RunningProgram> all = new ArrayList<>();
      for (int i = 0; i < PROCESSES; i++) {
        all.add(
            start(fixture.launcher.with("LD_PRELOAD", library.toString()).program(apart), fixture));
      }
      assertAllRight(fixture, all);
    }
  }

  @Test
  void doctorReportsLocksThatExcludeNoProcess() throws IOException {
    Path library = PreloadedLibrary.compile(temp, PreloadedLibrary.LOCKS);
    try (FetchFixture fixture = fixture(temp)) {
      String folder = fixture.published.folder().toString();
      assertEquals(Exit.OK, fixture.launcher.run("-r", folder, "cache").status());
      ProgramResult working = fixture.launcher.run("-r", folder, "doctor");
      assertTrue(working.out().contains("exclude other processes"), working::toString);
      Launcher granted = program().with("LD_PRELOAD", library.toString());
      ProgramResult ignored = granted.run("-r", folder, "doctor");
      assertEquals(Exit.OK, ignored.status(), ignored::toString);
      assertTrue(ignored.out().contains("grants a lock to several processes"), ignored::toString);
      assertTrue(ignored.out().contains("lease"), ignored::toString);
      ProgramResult refused =
          granted.with("LOCK_ERRNO", String.valueOf(ENOLCK)).run("-r", folder, "doctor");
      assertEquals(Exit.OK, refused.status(), refused::toString);
      assertTrue(refused.out().contains("has no locks"), refused::toString);
    }
  }

  @Test
  void everyCommandWorksWithoutLocks() throws IOException {
    Path library = PreloadedLibrary.compile(temp, PreloadedLibrary.LOCKS);
    try (FetchFixture fixture = fixture(temp)) {
      Launcher lockless =
          program()
              .with("LD_PRELOAD", library.toString())
              .with("LOCK_ERRNO", String.valueOf(ENOLCK));
      String bundle = temp.resolve("models.tar").toString();
      String folder = fixture.published.folder().toString();
      for (String command :
          List.of(
              "cache",
              "list",
              "path a.bin",
              "show a.bin",
              "size",
              "verify --repair",
              "pin a.bin",
              "unpin a.bin",
              "bundle create " + bundle,
              "prune --older-than 0s",
              "bundle import " + bundle,
              "clear -y a.bin",
              "clear -y",
              "export")) {
        List<String> arguments = new ArrayList<>(List.of("-r", folder));
        arguments.addAll(List.of(command.split(" ")));
        ProgramResult result = lockless.run(arguments.toArray(String[]::new));
        assertEquals(Exit.OK, result.status(), () -> command + ": " + result);
      }
    }
  }

  /** The program as a process of its own, which loads the library. */
  private Launcher program() {
    return new Launcher(temp.resolve("home"));
  }

  private static FetchFixture fixture(Path folder) throws IOException {
    FetchFixture fixture =
        new FetchFixture(
            folder.resolve("home"),
            SampleRegistry.sized(folder.resolve("www"))
                .single("a.bin", BYTES, 1)
                .single("b.bin", BYTES, 2));
    fixture.first.failEverywhere(Fault.rate(4 * BYTES));
    return fixture;
  }

  private static RunningProgram start(Launcher launcher, FetchFixture fixture) {
    return launcher.start(
        "-r",
        fixture.published.folder().toString(),
        "-s",
        FetchFixture.url(fixture.first),
        "cache");
  }

  private static void assertAllRight(FetchFixture fixture, List<RunningProgram> all)
      throws IOException {
    for (ProgramResult result : all.stream().map(RunningProgram::finish).toList()) {
      assertEquals(Exit.OK, result.status(), result::toString);
    }
    String folder = fixture.published.folder().toString();
    assertEquals(Exit.OK, fixture.launcher.run("-r", folder, "prune").status());
    for (String name : List.of("a.bin", "b.bin")) {
      assertEquals(
          fixture.published.digestOf(name), Digests.of(fixture.launcher.cache().resolve(name)));
      assertEquals("ok", fixture.launcher.run("-r", folder, "verify").column(name));
    }
    for (String own : List.of("partials", "staging", "trash", "owners")) {
      Path left = fixture.launcher.cache().resolve(".pumaguard/v1").resolve(own);
      if (Files.isDirectory(left)) {
        try (Stream<Path> files = Files.list(left)) {
          assertEquals(List.of(), files.toList());
        }
      }
    }
  }
}

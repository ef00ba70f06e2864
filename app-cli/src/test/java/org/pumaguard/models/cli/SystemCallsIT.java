package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.Strace;

/**
 * The program as it is built, killed when it enters a system call for the n-th time: what happens
 * between the steps that {@link FaultPointsIT} knows.
 */
@Tag("slow")
class SystemCallsIT {

  /** An exit status says 128 more than the signal. */
  private static final int KILLED = 128 + 9;

  @TempDir private Path temp;

  private final AtomicInteger homes = new AtomicInteger();

  @ParameterizedTest
  @CsvSource({
    "FETCH, fdatasync, 1",
    "FETCH, fsync, 8",
    "FETCH, link, 8",
    "FETCH, rename, 8",
    "UPDATE, fsync, 1",
    "UPDATE, rename, 1",
    "UPDATE, unlink, 1",
    "READ_A_COPY, link, 1",
    "READ_A_COPY, rename, 1"
  })
  void nothingIsLostWhereverItIsKilled(Operation operation, String call, int atOnce)
      throws Exception {
    Strace.assumeStrace();
    int kills =
        KillTrial.sweep(
            temp,
            operation,
            call,
            atOnce,
            moment ->
                (what, directory, folder, server) ->
                    isKilled(what, directory, folder, server, call, moment, atOnce));
    assertTrue(kills > 0, "the call was never made");
  }

  private boolean isKilled(
      Operation operation,
      Path directory,
      Path folder,
      String server,
      String call,
      int moment,
      int atOnce)
      throws IOException {
    Path home = Files.createDirectories(temp.resolve("home" + homes.incrementAndGet()));
    ProgramResult result =
        new Launcher(home)
            .program(
                Strace.program(
                    home,
                    "-e trace=" + call,
                    "-e inject=" + call + ":signal=SIGKILL:when=" + Math.min(moment, 65535)))
            .run(
                "-r",
                folder.resolve(operation.edition()).toString(),
                "-s",
                server + operation.edition() + "/",
                "--cache-dir",
                directory.toString(),
                "-j",
                String.valueOf(atOnce),
                "cache");
    Files.writeString(Path.of(directory + ".log"), call + " " + moment);
    if (result.status() != KILLED) {
      assertEquals(Exit.OK, result.status(), result::toString);
    }
    return result.status() == KILLED;
  }
}

package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RunningProgram;
import org.pumaguard.models.testkit.SampleRegistry;

/** Many processes that want the same model at once. */
@Tag("slow")
class ManyProcessesIT {

  private static final int PROCESSES = 16;
  private static final int KILLED = 12;
  private static final int FRAGMENTS = 8;
  private static final int FRAGMENT_BYTES = 250_000;
  private static final long MODEL_BYTES = (long) FRAGMENTS * FRAGMENT_BYTES;

  @TempDir private Path temp;

  @Test
  void fetchItOnce() throws IOException {
    try (FetchFixture rig = rig()) {
      for (ProgramResult result : finish(start(rig, PROCESSES))) {
        assertEquals(Exit.OK, result.status(), result::toString);
      }
      assertEquals(MODEL_BYTES, rig.first.bytesSent());
      assertIsRight(rig);
    }
  }

  @Test
  void goOnWhereOneWasKilled() throws IOException {
    try (FetchFixture rig = rig()) {
      List<RunningProgram> all = start(rig, PROCESSES);
      for (int i = 1; i <= KILLED; i++) {
        long reached = i * MODEL_BYTES / (KILLED + 1);
        // Whoever is at work may be among them, or wait, or not even have begun.
        all.get(all.size() - 1).await(() -> rig.first.bytesSent() >= reached);
        all.remove(0).kill();
      }
      for (ProgramResult result : finish(all)) {
        assertEquals(Exit.OK, result.status(), result::toString);
      }
      // What was on its way to who was killed comes once more: at most a fragment for each.
      long most = MODEL_BYTES + MODEL_BYTES / 20 + KILLED * FRAGMENT_BYTES;
      assertTrue(rig.first.bytesSent() <= most, () -> rig.first.bytesSent() + " bytes sent");
      assertIsRight(rig);
    }
  }

  private FetchFixture rig() throws IOException {
    FetchFixture rig =
        new FetchFixture(
            temp.resolve("home"),
            new SampleRegistry(temp.resolve("www"))
                .fragmented("model.h5", FRAGMENTS, FRAGMENT_BYTES, 1));
    rig.first.failEverywhere(Fault.rate(FRAGMENT_BYTES / 4));
    return rig;
  }

  private static List<RunningProgram> start(FetchFixture rig, int count) {
    List<RunningProgram> started = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      started.add(
          rig.launcher.start(
              "-r", rig.published.folder().toString(), "-s", FetchFixture.url(rig.first), "cache"));
    }
    return started;
  }

  private static List<ProgramResult> finish(List<RunningProgram> started) {
    return started.stream().map(RunningProgram::finish).toList();
  }

  private static void assertIsRight(FetchFixture rig) {
    assertEquals(
        rig.published.digestOf("model.h5"),
        Digests.of(rig.launcher.cache().resolve("model.h5")));
    ProgramResult verified = rig.launcher.run("-r", rig.published.folder().toString(), "verify");
    assertEquals("ok", verified.column("model.h5"));
  }
}

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
    try (FetchFixture fixture = fixture()) {
      for (ProgramResult result : finish(start(fixture, PROCESSES))) {
        assertEquals(Exit.OK, result.status(), result::toString);
      }
      assertEquals(MODEL_BYTES, fixture.first.bytesSent());
      assertIsRight(fixture);
    }
  }

  @Test
  void goOnWhereOneWasKilled() throws IOException {
    try (FetchFixture fixture = fixture()) {
      List<RunningProgram> all = start(fixture, PROCESSES);
      for (int i = 1; i <= KILLED; i++) {
        long reached = i * MODEL_BYTES / (KILLED + 1);
        // Whoever is at work may be among them, or wait, or not even have begun.
        all.get(all.size() - 1).await(() -> fixture.first.bytesSent() >= reached);
        all.remove(0).kill();
      }
      for (ProgramResult result : finish(all)) {
        assertEquals(Exit.OK, result.status(), result::toString);
      }
      // What was on its way to who was killed comes once more: at most a fragment for each.
      long most = MODEL_BYTES + MODEL_BYTES / 20 + KILLED * FRAGMENT_BYTES;
      assertTrue(
          fixture.first.bytesSent() <= most, () -> fixture.first.bytesSent() + " bytes sent");
      assertIsRight(fixture);
    }
  }

  private FetchFixture fixture() throws IOException {
    FetchFixture fixture =
        new FetchFixture(
            temp.resolve("home"),
            new SampleRegistry(temp.resolve("www"))
                .fragmented("model.h5", FRAGMENTS, FRAGMENT_BYTES, 1));
    fixture.first.failEverywhere(Fault.rate(FRAGMENT_BYTES / 4));
    return fixture;
  }

  private static List<RunningProgram> start(FetchFixture fixture, int count) {
    List<RunningProgram> started = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      started.add(
          fixture.launcher.start(
              "-r",
              fixture.published.folder().toString(),
              "-s",
              FetchFixture.url(fixture.first),
              "cache"));
    }
    return started;
  }

  private static List<ProgramResult> finish(List<RunningProgram> started) {
    return started.stream().map(RunningProgram::finish).toList();
  }

  private static void assertIsRight(FetchFixture fixture) {
    assertEquals(
        fixture.published.digestOf("model.h5"),
        Digests.of(fixture.launcher.cache().resolve("model.h5")));
    ProgramResult verified =
        fixture.launcher.run("-r", fixture.published.folder().toString(), "verify");
    assertEquals("ok", verified.column("model.h5"));
  }
}

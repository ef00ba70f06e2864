package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RunningProgram;
import org.pumaguard.models.testkit.SampleRegistry;

/** {@code kill -9} at many moments of a fetch. */
@Tag("slow")
class KillSweepIT {

  private static final long SEED = 20251014;
  private static final int MIB = 1 << 20;
  private static final int MODEL_BYTES = 12 * MIB;
  private static final int BYTES_PER_SECOND = 3 * MIB;
  private static final int MOST_MILLIS = 1200;

  /** What a kill may cost: what is on its way, which is more on a slow machine. */
  private static final int LOST_BYTES = MIB * 3 / 2;

  @TempDir private Path temp;

  @Test
  void fiftyKillsOfFragments() throws IOException {
    SampleRegistry published =
        new SampleRegistry(temp.resolve("www")).fragmented(FetchFixture.MODEL, 12, MIB, 1);
    sweep(published, 50);
  }

  @Test
  void tenKillsOfOneFile() throws IOException {
    sweep(new SampleRegistry(temp.resolve("www")).single(FetchFixture.MODEL, MODEL_BYTES, 1), 10);
  }

  @Test
  void tenKillsOfOneFileOfKnownSize() throws IOException {
    sweep(SampleRegistry.sized(temp.resolve("www")).single(FetchFixture.MODEL, MODEL_BYTES, 1), 10);
  }

  /** A fetch that comes to its end in spite of the kills is begun anew in an empty cache. */
  private void sweep(SampleRegistry published, int kills) throws IOException {
    Random random = new Random(SEED);
    try (FetchFixture fixture = new FetchFixture(temp.resolve("home"), published)) {
      fixture.first.failEverywhere(Fault.rate(BYTES_PER_SECOND));
      int fetches = 1;
      for (int kill = 1; kill <= kills; kill++) {
        RunningProgram running = fixture.start("--timeout", "60");
        if (endsBefore(running, fixture, random)) {
          fixture.checkCached(running.finish());
          clear(fixture);
          fetches++;
          kill--;
        } else {
          running.kill();
          checkWholeOrAbsent(fixture, "after kill " + kill + " with seed " + SEED);
        }
      }
      fixture.first.heal();
      fixture.checkCached(fixture.cache());
      long most = MODEL_BYTES * 105L / 100 * fetches + (long) kills * LOST_BYTES;
      String sent =
          "%d of at most %d bytes were sent for %d fetches with %d kills, seed %d"
              .formatted(fixture.first.bytesSent(), most, fetches, kills, SEED);
      assertTrue(fixture.first.bytesSent() <= most, sent);
    }
  }

  /** Waits until a moment by chance: after so much time, or when so many bytes have come. */
  private static boolean endsBefore(RunningProgram running, FetchFixture fixture, Random random) {
    if (random.nextInt(3) == 0) {
      return running.endsWithin(random.nextInt(MOST_MILLIS));
    }
    long bytes = fixture.first.bytesSent() + random.nextInt(5 * MIB);
    while (fixture.first.bytesSent() < bytes) {
      if (running.endsWithin(1)) {
        return true;
      }
    }
    return running.endsWithin(random.nextInt(20));
  }

  private static void checkWholeOrAbsent(FetchFixture fixture, String when) {
    Path model = fixture.launcher.cache().resolve(FetchFixture.MODEL);
    if (Files.exists(model)) {
      assertEquals(fixture.published.digestOf(FetchFixture.MODEL), Digests.of(model), when);
    }
    assertTrue(
        Set.of(FetchFixture.MODEL, "model-registry.json").containsAll(fixture.files.visible()),
        () -> when + ": " + fixture.files.visible());
  }

  private static void clear(FetchFixture fixture) {
    ProgramResult result = fixture.launcher.run("clear", "-y");
    assertEquals(Exit.OK, result.status(), result::toString);
  }
}

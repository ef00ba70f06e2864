package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RunningProgram;

/** Pruning while somebody else fetches, and after he was killed. */
@Tag("slow")
class PruneBesideFetchIT {

  private static final int FRAGMENT_BYTES = 1 << 20;

  @TempDir private Path temp;

  @Test
  void reclaimsPartialsOfAKilledFetchAfterAWeek() throws IOException {
    try (FetchFixture fixture = FetchFixture.ofFragments(temp, FRAGMENT_BYTES)) {
      Path partial = fixture.files.partial(fixture.published.digestOf(FetchFixture.MODEL));
      Path journal = fixture.files.journal(fixture.published.digestOf(FetchFixture.MODEL));
      fixture.first.failEverywhere(Fault.rate(20_000));
      RunningProgram running = fixture.start("--timeout", "60");
      running.await(() -> Files.exists(journal));
      ProgramResult busy = fixture.launcher.run("prune");
      assertEquals(Exit.STORAGE, busy.status(), busy::toString);
      assertTrue(
          busy.err().contains("another process is adding models to this cache; try again"),
          busy::toString);
      running.kill();

      assertEquals("freed\t0\n", fixture.launcher.run("prune").out(), "somebody may resume it");
      assertTrue(Files.exists(partial));
      FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(8)));
      Files.setLastModifiedTime(partial, old);
      assertEquals("freed\t0\n", fixture.launcher.run("prune").out(), "its journal is young");
      Files.setLastModifiedTime(journal, old);
      ProgramResult pruned = fixture.launcher.run("prune");
      assertTrue(pruned.out().startsWith("partial "), pruned::toString);
      assertFalse(Files.exists(partial));
      assertFalse(Files.exists(journal));

      fixture.first.heal();
      fixture.checkCached(fixture.cache());
    }
  }
}

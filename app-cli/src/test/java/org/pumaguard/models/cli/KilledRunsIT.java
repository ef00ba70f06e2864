package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.testkit.Damage;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RunningProgram;
import org.pumaguard.models.testkit.SampleRegistry;

/** What a run that is killed leaves is of use to the next one, or goes. */
class KilledRunsIT {

  private static final int MIB = 1 << 20;
  private static final int BLOCK = MIB;

  @TempDir private Path temp;

  @ParameterizedTest
  @EnumSource
  void resumesAKilledRepair(ModelForm shape) throws IOException {
    try (FetchFixture fixture = cached(shape)) {
      Damage.flip(model(fixture));
      byte[] damaged = Files.readAllBytes(model(fixture));
      fixture.first.failEverywhere(Fault.stall(BLOCK / 2));
      long before = fixture.first.bytesSent();
      RunningProgram running = fixture.start("--timeout", "60");
      running.await(() -> fixture.first.bytesSent() - before >= BLOCK / 2);
      running.kill();
      assertArrayEquals(damaged, Files.readAllBytes(model(fixture)), "it stays where it is");

      fixture.first.heal();
      long beforeTheSecond = fixture.first.bytesSent();
      fixture.checkCached(verify(fixture, "--repair"));
      long sent = fixture.first.bytesSent() - beforeTheSecond;
      assertTrue(sent <= BLOCK, () -> sent + " bytes were sent again");
    }
  }

  @Test
  void removesUselessLeftoversOfAKilledRun() throws IOException {
    SampleRegistry published =
        new SampleRegistry(temp.resolve("www")).single(FetchFixture.MODEL, 5 * MIB, 1);
    try (FetchFixture fixture = new FetchFixture(temp.resolve("home"), published)) {
      fixture.first.failOnce("/" + FetchFixture.MODEL, Fault.CHUNKED.with(Fault.stall(4 * MIB)));
      RunningProgram running = fixture.start("--timeout", "60");
      running.await(() -> fixture.files.bytes() >= 4 * MIB);
      running.kill();
      fixture.checkCached(fixture.cache());
    }
  }

  private static Path model(FetchFixture fixture) {
    return fixture.launcher.cache().resolve(FetchFixture.MODEL);
  }

  private FetchFixture cached(ModelForm shape) throws IOException {
    FetchFixture fixture = shape.fixture(temp);
    fixture.checkCached(fixture.cache());
    return fixture;
  }

  private static ProgramResult verify(FetchFixture fixture, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "verify",
                "-r",
                fixture.published.folder().toString(),
                "-s",
                FetchFixture.url(fixture.first)));
    arguments.addAll(List.of(options));
    return fixture.launcher.run(arguments.toArray(String[]::new));
  }
}

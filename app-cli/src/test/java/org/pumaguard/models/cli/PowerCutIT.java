package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.Strace;

/** In which order a fetch forces its bytes and the journal that names them. */
class PowerCutIT {

  private static final String FORCING = "fsync|fdatasync";

  /** Ten mebibytes more than a power cut may cost. */
  private static final int BYTES = 18 << 20;

  @TempDir private Path temp;

  @BeforeEach
  void assumeStrace() {
    Strace.assumeStrace();
  }

  @Test
  void theJournalIsForcedAfterTheBytesThatItNames() throws IOException {
    List<Strace.Call> calls = fetch(BYTES);
    List<Strace.Call> forced = Strace.all(calls, FORCING, ".journal>");
    assertTrue(!forced.isEmpty(), "the journal was never forced");
    for (Strace.Call force : forced) {
      Strace.Call named =
          Strace.all(calls, "write", ".journal>").stream()
              // A line of forced bytes ends without a boot id.
              .filter(line -> line.end() < force.begin() && line.text().contains(" -\\n"))
              .reduce((first, second) -> second)
              .orElseThrow(() -> new AssertionError("forced before it named anything: " + force));
      assertTrue(
          Strace.all(calls, FORCING, "/partials/").stream()
              .anyMatch(data -> !data.text().contains(".journal") && data.end() < named.begin()),
          () -> "its bytes were not forced before " + named);
    }
    List<Strace.Call> folder = Strace.all(calls, FORCING, "/partials>");
    assertEquals(1, folder.size(), "forces of the folder of the journal");
  }

  /** The content is forced and committed; a journal would be deleted next. */
  @Test
  void smallContentForcesNoJournal() throws IOException {
    assertEquals(List.of(), Strace.all(fetch(1 << 20), FORCING, ".journal>"));
  }

  private List<Strace.Call> fetch(int bytes) throws IOException {
    try (FetchFixture fixture = FetchFixture.ofSizedFile(temp, bytes)) {
      Path home = temp.resolve("home");
      fixture.launcher.program(Strace.program(home, "-y -s 4096 -e trace=write,fsync,fdatasync"));
      fixture.checkCached(fixture.cache());
      return Strace.calls(home);
    }
  }
}

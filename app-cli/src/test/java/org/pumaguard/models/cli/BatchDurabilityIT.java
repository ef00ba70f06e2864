package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.SampleRegistry;
import org.pumaguard.models.testkit.Strace;

/** In which order many small models are written, forced and shown, as the system sees it. */
class BatchDurabilityIT {

  private static final int MODELS = 48;
  private static final int BYTES = 20_000;
  private static final String FORCING = "fsync|fdatasync";

  @TempDir private Path temp;
  private SampleRegistry published = new SampleRegistry(Path.of("unused"));
  private List<Strace.Call> calls = List.of();

  @BeforeEach
  void fetch() throws IOException {
    Strace.assumeStrace();
    published = new SampleRegistry(temp.resolve("www"));
    for (int i = 0; i < MODELS; i++) {
      published.single(name(i), BYTES, i);
    }
    try (FetchFixture fixture = new FetchFixture(temp.resolve("home"), published)) {
      Path home = temp.resolve("home");
      fixture.launcher.program(
          Strace.program(
              home, "-y -s 4096 -e trace=write,pwrite64,fsync,fdatasync,rename,link,mkdir"));
      assertEquals(Exit.OK, fixture.cache().status());
      calls = Strace.calls(home);
    }
  }

  @Test
  void eachModelAppearsWhenItIsOnDisk() {
    for (int i = 0; i < MODELS; i++) {
      String digest = published.digestOf(name(i));
      Strace.Call rename = only("rename", "/partials/" + digest);
      Strace.Call appears = only("link", "/" + name(i) + "\"");
      int written =
          all("pwrite64", "/partials/" + digest).stream()
              .mapToInt(Strace.Call::end)
              .max()
              .orElseThrow();
      assertForced("/partials/" + digest, written, rename.begin());
      assertForced("/blobs/" + digest.substring(0, 2) + ">", rename.end(), appears.begin());
      assertForced("/models>", appears.end(), Integer.MAX_VALUE);
    }
  }

  @Test
  void aNewFolderIsForcedBeforeWhatIsInItAppears() {
    for (int i = 0; i < MODELS; i++) {
      String digest = published.digestOf(name(i));
      Strace.Call made = all("mkdir", "/blobs/" + digest.substring(0, 2) + "\"").get(0);
      Strace.Call appears = only("link", "/" + name(i) + "\"");
      assertForced("/blobs>", made.end(), appears.begin());
    }
  }

  @Test
  void modelsShareTheForcesOfTheirDirectory() {
    int forces = all(FORCING, "/models>").size();
    assertTrue(forces < MODELS, () -> forces + " forces of the directory for " + MODELS);
  }

  private void assertForced(String what, int after, int before) {
    assertTrue(
        all(FORCING, what).stream()
            .anyMatch(force -> force.begin() > after && force.end() < before),
        () -> what + " was not forced between " + after + " and " + before);
  }

  private static String name(int number) {
    return "small-" + number + ".bin";
  }

  private List<Strace.Call> all(String names, String part) {
    return Strace.all(calls, names, part);
  }

  private Strace.Call only(String name, String part) {
    return Strace.only(calls, name, part);
  }
}

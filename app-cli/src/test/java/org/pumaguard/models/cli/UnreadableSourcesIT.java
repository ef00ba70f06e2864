package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;
import org.pumaguard.models.testkit.Strace;

/** What a failing disk can't read any more is fetched, although it was to be copied. */
@Execution(ExecutionMode.CONCURRENT)
class UnreadableSourcesIT {

  private static final String OPENING = "openat";
  private static final String READING = "pread64,sendfile,copy_file_range";
  private static final int FRAGMENT_BYTES = 300_000;

  @TempDir private Path temp;
  private Launcher launcher;
  private SampleRegistry published = new SampleRegistry(Path.of("target"));

  @BeforeEach
  void publish() throws IOException {
    Strace.assumeStrace();
    launcher = new Launcher(Files.createDirectory(temp.resolve("home")));
    published = new SampleRegistry(temp.resolve("www")).fragmented("m.h5", 2, FRAGMENT_BYTES, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {OPENING, READING})
  void aFragmentThatPythonLeft(String calls) throws IOException {
    Files.createDirectories(launcher.cache());
    Path leftover = launcher.cache().resolve("m.h5_aa");
    Files.copy(temp.resolve("www/m.h5_aa"), leftover);
    checkFetched(leftover, calls, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {OPENING, READING})
  void anotherModelWithTheSameFragment(String calls) throws IOException {
    SampleRegistry other =
        new SampleRegistry(temp.resolve("other")).fragmented("other.h5", 2, FRAGMENT_BYTES, 1);
    assertEquals(Exit.OK, launcher.run("-r", other.registry().toString(), "cache").status());
    checkFetched(blob(other.digestOf("other.h5")), calls, 2);
  }

  /** Nothing is recorded of it, so that it has to be read. */
  @ParameterizedTest
  @ValueSource(strings = {OPENING, READING})
  void theContentItself(String calls) throws IOException {
    assertEquals(Exit.OK, launcher.run("-r", published.registry().toString(), "cache").status());
    Files.delete(launcher.cache().resolve("m.h5"));
    Files.delete(launcher.cache().resolve("model-registry.json"));
    checkFetched(blob(published.digestOf("m.h5")), calls, 2);
  }

  private void checkFetched(Path unreadable, String calls, int fragments) throws IOException {
    assertTrue(Files.exists(unreadable), unreadable::toString);
    launcher.program(
        Strace.program(
            temp.resolve("home"),
            "-P '" + unreadable + "'",
            "-e trace=" + calls,
            "-e inject=" + calls + ":error=EIO"));
    ProgramResult result =
        launcher.run("-r", published.registry().toString(), "-o", "json", "cache");
    assertEquals(Exit.OK, result.status(), result::toString);
    String fetched = "\"bytesFetched\" : " + fragments * FRAGMENT_BYTES + ",";
    assertTrue(result.out().contains(fetched), result::toString);
    assertEquals(published.digestOf("m.h5"), Digests.of(launcher.cache().resolve("m.h5")));
    assertTrue(
        Strace.calls(temp.resolve("home")).stream().anyMatch(call -> call.text().contains("EIO")),
        "nothing was refused");
  }

  private Path blob(String digest) {
    return launcher
        .cache()
        .resolve(".pumaguard/v1/blobs")
        .resolve(digest.substring(0, 2))
        .resolve(digest);
  }
}

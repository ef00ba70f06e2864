package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.Nginx;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RunningProgram;

/**
 * The memory of a fetch is that of its buffers, however long the files are: the highest resident
 * memory of the process, Java itself included, stays below a fixed bound.
 */
class MemoryIT {

  private static final int MAX_RESIDENT_KIB = 110 * 1024;
  private static final long MIB = 1 << 20;

  @TempDir private Path temp;
  private final List<String> registry = new ArrayList<>();
  private Path published;

  @BeforeEach
  void publish() throws IOException {
    assumeTrue(Files.isReadable(Path.of("/proc/self/status")), "needs Linux");
    published = Files.createDirectory(temp.resolve("www"));
  }

  @Test
  void aLargeFileNeedsNoMoreThanItsBuffers() throws IOException {
    add("large.pt", 768 * MIB);

    assertBounded(List.of());
  }

  @Test
  void manyConnectionsNeedOnlyABufferEach() throws IOException {
    for (int i = 0; i < 16; i++) {
      add("m" + i + ".pt", 32 * MIB);
    }

    assertBounded(List.of("--parallel", "16"));
  }

  /** A sparse file, which takes no space in the folder. */
  private void add(String name, long bytes) throws IOException {
    Path file = published.resolve(name);
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      content.writeUTF(name);
      content.setLength(bytes);
    }
    registry.add(name + ": {sha256: " + Digests.of(file) + "}");
  }

  private void assertBounded(List<String> options) throws IOException {
    Files.write(published.resolve("model-registry.yaml"), registry);
    try (Nginx nginx = Nginx.serve(published, temp.resolve("nginx"))) {
      List<String> arguments = new ArrayList<>(List.of("-r", nginx.url(), "-q", "cache"));
      arguments.addAll(options);
      Launcher launcher = new Launcher(Files.createDirectory(temp.resolve("home")));
      try (RunningProgram program = launcher.start(arguments.toArray(String[]::new))) {
        int peak = 0;
        while (!program.endsWithin(10)) {
          peak = Math.max(peak, peakKib(program.process().pid()));
        }
        ProgramResult result = program.finish();
        int seen = peak;

        assertEquals(Exit.OK, result.status(), result::toString);
        assertTrue(seen > 0, "the memory was read");
        assertTrue(seen <= MAX_RESIDENT_KIB, () -> seen + " KiB resident at most");
      }
    }
  }

  /** The highest resident memory of a process so far; 0 if it has ended. */
  private static int peakKib(long pid) throws IOException {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }
}

package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.MountedDisk;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** A cache directory that cannot be used fails all models, and is one error. */
class UnusableDirectoryTest {

  @TempDir private Path temp;

  @Test
  void readOnlyDirectoryIsOneError() throws IOException {
    Launcher launcher = Inside.launcher(Files.createDirectory(temp.resolve("home")));
    SampleRegistry published =
        new SampleRegistry(temp.resolve("www")).single("a.bin", 10, 1).single("b.bin", 10, 2);
    published.registry();
    Path disk = Files.createDirectory(temp.resolve("disk"));
    try (MountedDisk ignored = MountedDisk.readOnly(disk)) {
      ProgramResult result =
          launcher.run(
              "-r",
              published.folder().toString(),
              "--cache-dir",
              disk.resolve("cache").toString(),
              "cache");
      assertEquals(Exit.STORAGE, result.status(), result::toString);
      // On a slow machine its progress is told too.
      assertEquals(
          1,
          result.err().lines().filter(line -> line.contains(": error: ")).count(),
          result::toString);
      assertTrue(
          result.err().contains("a.bin and 1 more model: read-only file system: "),
          result::toString);
    }
  }
}

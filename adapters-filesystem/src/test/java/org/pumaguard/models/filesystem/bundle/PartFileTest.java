package org.pumaguard.models.filesystem.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Abandoned part files are deleted by the next writer for the same destination. */
class PartFileTest {

  @TempDir private Path folder;

  @Test
  void deletesAbandonedFilesOnly() throws IOException {
    Path file = folder.resolve("b.tar");
    PartFile first = PartFile.create(file);
    PartFile second = PartFile.create(file);
    assertTrue(Files.exists(first.path()), "still being written");
    first.close();
    PartFile third = PartFile.create(file);
    assertFalse(Files.exists(first.path()));
    assertTrue(Files.exists(second.path()));
    second.close();
    third.close();
  }

  @Test
  void isKeptByOtherProcessesAfterASecondWriter() throws Exception {
    Path file = folder.resolve("b.tar");
    try (PartFile first = PartFile.create(file)) {
      PartFile.create(file).close();
      Process other =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx32m",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Other.class.getName(),
                  file.toString())
              .inheritIO()
              .start();
      assertEquals(0, other.waitFor());
      assertTrue(Files.exists(first.path()), "still being written");
    }
  }

  @Test
  void keepsFilesOfOtherDestinations() throws IOException {
    PartFile other = PartFile.create(folder.resolve("other.tar"));
    other.close();
    Path similar = Files.writeString(folder.resolve(".b.tar.notes.part"), "mine");
    PartFile.create(folder.resolve("b.tar")).close();
    assertTrue(Files.exists(other.path()));
    assertTrue(Files.exists(similar));
  }

  @Test
  void supportsNamesOfMaximumLength() throws IOException {
    Path file = folder.resolve("\uD83D\uDC31".repeat(62) + ".tar");
    PartFile first = PartFile.create(file);
    first.close();
    PartFile second = PartFile.create(file);
    second.close();
    assertFalse(Files.exists(first.path()));
    assertEquals(folder, second.path().getParent());
  }

  /** Another process that writes the same file. */
  static final class Other {

    private Other() {}

    public static void main(String[] arguments) throws IOException {
      PartFile.create(Path.of(arguments[0])).close();
    }
  }
}

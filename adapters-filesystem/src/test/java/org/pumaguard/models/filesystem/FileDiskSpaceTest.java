package org.pumaguard.models.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDiskSpaceTest {

  @TempDir Path temp;

  @Test
  void tellsTheSpaceOfADirectoryThatIsStillToBeMade() throws IOException {
    Path absent = temp.resolve("not").resolve("there");
    assertTrue(space(absent).free() > 0);
    assertFalse(Files.exists(temp.resolve("not")), "looking makes nothing");
  }

  @Test
  void tellsTheSpaceOfTheDiskThatTheDirectoryIsOn() throws IOException {
    Path proc = Path.of("/proc");
    Assumptions.assumeTrue(Files.isDirectory(proc), "there is no /proc");
    assertEquals(0, space(proc.resolve("models")).free());
  }

  private static FileDiskSpace space(Path directory) {
    return new FileDiskSpace(new StoreLayout(directory));
  }
}

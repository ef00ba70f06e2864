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
    first.channel().close();
    PartFile third = PartFile.create(file);
    assertFalse(Files.exists(first.path()));
    assertTrue(Files.exists(second.path()));
    second.channel().close();
    third.channel().close();
  }

  @Test
  void keepsFilesOfOtherDestinations() throws IOException {
    PartFile other = PartFile.create(folder.resolve("other.tar"));
    other.channel().close();
    Path similar = Files.writeString(folder.resolve(".b.tar.notes.part"), "mine");
    PartFile.create(folder.resolve("b.tar")).channel().close();
    assertTrue(Files.exists(other.path()));
    assertTrue(Files.exists(similar));
  }

  @Test
  void supportsNamesOfMaximumLength() throws IOException {
    Path file = folder.resolve("\uD83D\uDC31".repeat(62) + ".tar");
    PartFile first = PartFile.create(file);
    first.channel().close();
    PartFile second = PartFile.create(file);
    second.channel().close();
    assertFalse(Files.exists(first.path()));
    assertEquals(folder, second.path().getParent());
  }
}

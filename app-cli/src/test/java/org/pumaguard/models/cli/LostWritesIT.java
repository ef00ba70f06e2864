package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.MountedDisk;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;

/**
 * A disk that fails to write once. Linux then treats the pages as written: they read well until
 * they leave the page cache, and the next force succeeds without writing them.
 */
class LostWritesIT {

  private static final int MIB = 1 << 20;
  private static final int MODEL_BYTES = 18 * MIB;

  /** What fits: more than one force of the journal, less than the model. */
  private static final long ROOM = 10 * MIB;

  @TempDir private Path temp;
  private Path backing = Path.of("");
  private Path disk = Path.of("");
  private MountedDisk below = MountedDisk.NOTHING;
  private MountedDisk above = MountedDisk.NOTHING;

  @BeforeEach
  void mount() throws IOException {
    backing = Files.createDirectory(temp.resolve("backing"));
    disk = Files.createDirectory(temp.resolve("disk"));
    below = MountedDisk.memory(backing, 60 * MIB);
    above = MountedDisk.ext4(disk, backing.resolve("image"), 56 * MIB);
  }

  @AfterEach
  void unmount() {
    above.close();
    below.close();
  }

  @Test
  void theNextFetchTrustsNothingThatTheDiskMayNotHave() throws IOException {
    try (FetchFixture fixture = FetchFixture.ofSizedFile(temp, MODEL_BYTES)) {
      String cache = disk.resolve("cache").toString();
      fixture.launcher.run("--cache-dir", cache, "size");
      startFailing();
      ProgramResult failed = fixture.cache("--cache-dir", cache);
      assertEquals(Exit.STORAGE, failed.status(), failed::toString);
      stopFailing();
      assertEquals(Exit.OK, fixture.cache("--cache-dir", cache).status());
      above.again();
      ProgramResult hit =
          fixture.launcher.run(
              "-r",
              fixture.published.folder().toString(),
              "--cache-dir",
              cache,
              "--offline",
              "path",
              FetchFixture.MODEL);
      assertEquals(Exit.OK, hit.status(), hit::toString);
      assertEquals(
          fixture.published.digestOf(FetchFixture.MODEL), Digests.of(Path.of(hit.out().strip())));
    }
  }

  @Test
  void noBundleIsLeftThatTheDiskMayNotHave() throws IOException {
    try (FetchFixture fixture = FetchFixture.ofSizedFile(temp, MODEL_BYTES)) {
      fixture.checkCached(fixture.cache());
      Path bundle = disk.resolve("bundle.tar");
      String[] create = {
        "-r", fixture.published.folder().toString(), "bundle", "create", bundle.toString()
      };
      startFailing();
      ProgramResult failed = fixture.launcher.run(create);
      assertEquals(Exit.STORAGE, failed.status(), failed::toString);
      try (Stream<Path> left = Files.list(disk)) {
        assertEquals(List.of(disk.resolve("lost+found")), left.toList());
      }
      stopFailing();
      assertEquals(Exit.OK, fixture.launcher.run(create).status());
      byte[] written = Files.readAllBytes(bundle);
      above.again();
      assertTrue(Arrays.equals(written, Files.readAllBytes(bundle)), "bytes were lost");
    }
  }

  /** Leaves the disk less room than it believes to have. */
  private void startFailing() throws IOException {
    // The allocated part of the image must be on the disk below before it is measured.
    ProcessRunner.check("sync", "-f", disk.toString());
    try (RandomAccessFile filler = new RandomAccessFile(backing.resolve("filler").toFile(), "rw")) {
      byte[] block = new byte[MIB];
      while (Files.getFileStore(backing).getUsableSpace() > ROOM) {
        filler.write(block);
      }
    }
  }

  private void stopFailing() throws IOException {
    Files.delete(backing.resolve("filler"));
  }
}

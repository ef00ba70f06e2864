package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** zstd works where nothing can be unpacked into a temporary directory. */
class NativeLibraryIT {

  private static final int MAGIC = 0xFD2FB528;

  @TempDir private Path temp;
  private Launcher launcher;
  private Path folder;

  @BeforeEach
  void publish() throws IOException {
    launcher = new Launcher(Files.createDirectory(temp.resolve("home")));
    byte[] content = "compressed with zstd".getBytes(StandardCharsets.UTF_8);
    byte[] frame = frame(content);
    SampleRegistry published =
        SampleRegistry.sized(temp.resolve("www"))
            .entry(
                "z.pt",
                "sha256: " + Digests.of(content),
                "file: z.zst",
                "compression: zst",
                "file-sha256: " + Digests.of(frame))
            .single("b.pt", 5000, 1);
    published.registry();
    folder = published.folder();
    Files.write(folder.resolve("z.zst"), frame);
  }

  @Test
  void readsAndWritesZstdWithoutATemporaryDirectory() throws IOException {
    withoutTemporaryDirectory("");
    ProgramResult cached = launcher.run("-r", folder.toString(), "cache");
    assertEquals(Exit.OK, cached.status(), cached::toString);
    assertEquals("compressed with zstd", Files.readString(launcher.cache().resolve("z.pt")));
    String bundle = temp.resolve("b.tar.zst").toString();
    ProgramResult created = launcher.run("-r", folder.toString(), "bundle", "create", bundle);
    assertEquals(Exit.OK, created.status(), created::toString);
    ProgramResult imported =
        launcher.run("--cache-dir", temp.resolve("other").toString(), "bundle", "import", bundle);
    assertEquals(Exit.OK, imported.status(), imported::toString);
  }

  @Test
  void aMissingLibraryFailsOnlyTheModelThatNeedsIt() {
    withoutTemporaryDirectory(" -DZstdNativePath=" + temp.resolve("none.so"));
    ProgramResult cached = launcher.run("-r", folder.toString(), "-o", "json", "cache");
    assertEquals(Exit.STORAGE, cached.status(), cached::toString);
    assertTrue(
        cached.err().contains("z.pt: the zstd library cannot be loaded: "), cached::toString);
    assertTrue(
        cached.out().contains("\"path\" : \"" + launcher.cache().resolve("b.pt")),
        cached::toString);
  }

  private void withoutTemporaryDirectory(String more) {
    launcher.with(
        "PUMAGUARD_MODELS_OPTS", "-Djava.io.tmpdir=" + temp.resolve("no-such-folder") + more);
  }

  /** A frame of one segment with one raw block (RFC 8878). */
  private static byte[] frame(byte[] content) {
    ByteBuffer frame = ByteBuffer.allocate(9 + content.length).order(ByteOrder.LITTLE_ENDIAN);
    frame.putInt(MAGIC).put((byte) 0x20).put((byte) content.length);
    int block = 1 | content.length << 3;
    frame.put((byte) block).put((byte) (block >> 8)).put((byte) (block >> 16));
    return frame.put(content).array();
  }
}

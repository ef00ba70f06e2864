package org.pumaguard.models.filesystem.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.pumaguard.models.filesystem.archive.SampleArchives.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.Compression;
import org.pumaguard.models.domain.port.Archives.Limits;
import org.pumaguard.models.domain.port.Archives.Malformed;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.filesystem.disk.Folders;

/** Damaged archives are refused as malformed or extracted without harm. */
class DamagedArchivesTest {

  /** Damage after the header is damage of content, which a tar cannot detect. */
  private static final int TAR_HEADER = 512;

  private static final byte[] DAMAGE = {0x55, (byte) 0xff};

  @TempDir Path temp;
  private final CompressArchives archives = new CompressArchives();

  @ParameterizedTest
  @ValueSource(
      bytes = {
        TarConstants.LF_CHR,
        TarConstants.LF_BLK,
        TarConstants.LF_FIFO,
        TarConstants.LF_CONTIG
      })
  void refusesDevicesAndPipesInATar(byte type) throws IOException {
    byte[] archive = SampleArchives.tarOf("device", type, "");
    assertThrows(Malformed.class, () -> unpack(archive));
  }

  @ParameterizedTest
  @ValueSource(ints = {0010644, 0020644, 0060644, 0140644})
  void refusesPipesAndDevicesInAZip(int mode) throws IOException {
    byte[] archive = SampleArchives.zipOf(entry("pipe", ""), mode);
    assertThrows(Malformed.class, () -> unpack(archive));
  }

  @Test
  void refusesATruncatedZip() throws IOException {
    byte[] whole = zip();
    for (int length = 4; length < whole.length; length++) {
      byte[] truncated = Arrays.copyOf(whole, length);
      assertThrows(Malformed.class, () -> unpack(truncated), () -> truncated.length + " bytes");
    }
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void refusesATruncatedCompressedTar(Compression compression) throws IOException {
    byte[] whole = DecompressionTest.compress(compression, tar());
    byte[] truncated = Arrays.copyOf(whole, whole.length / 2);
    assertThrows(Malformed.class, () -> unpack(truncated));
  }

  @Test
  void toleratesOrRefusesDamageInATarHeader() throws IOException {
    damageEachByte(SampleArchives.tar(entry("f", "hello")), TAR_HEADER);
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void toleratesOrRefusesDamageInACompressedTar(Compression compression) throws IOException {
    byte[] good = DecompressionTest.compress(compression, tar());
    damageEachByte(good, good.length);
  }

  @Test
  void toleratesOrRefusesDamageInAZip() throws IOException {
    damageEachByte(zip(), zip().length);
  }

  private void damageEachByte(byte[] good, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      for (byte damage : DAMAGE) {
        byte[] damaged = good.clone();
        damaged[i] ^= damage;
        try {
          unpack(damaged);
        } catch (Malformed e) {
          assertEquals(Malformed.class, e.getClass());
        }
      }
    }
  }

  private void unpack(byte[] archive) throws IOException {
    Path directory = Files.createDirectory(temp.resolve("unpacked"));
    try {
      archives.unpack(new BytesContent(archive), directory, Limits.DEFAULT, new Cancellation());
    } finally {
      Folders.deleteTree(directory);
    }
  }

  private static byte[] tar() throws IOException {
    return SampleArchives.tar(entry("f", "hello ".repeat(50)), entry("d/g", "x".repeat(100)));
  }

  private static byte[] zip() throws IOException {
    return SampleArchives.zip(entry("f", "hello ".repeat(50)), entry("d/g", "x".repeat(100)));
  }
}

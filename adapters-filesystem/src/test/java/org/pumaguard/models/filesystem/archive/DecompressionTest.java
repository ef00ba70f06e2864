package org.pumaguard.models.filesystem.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pumaguard.models.domain.model.Compression;
import org.pumaguard.models.domain.port.Archives.Malformed;
import org.pumaguard.models.domain.port.Archives.Unsupported;

/** Content is decompressed as a stream; damaged or other data is refused. */
class DecompressionTest {

  private final CompressArchives archives = new CompressArchives();

  @ParameterizedTest
  @EnumSource(Compression.class)
  void decompresses(Compression compression) throws IOException {
    byte[] bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);
    Arrays.fill(bytes, 100_000, 200_000, (byte) 7);
    assertArrayEquals(bytes, decompress(compression, compress(compression, bytes)));
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void decompressesEmptyContent(Compression compression) throws IOException {
    assertEquals(0, decompress(compression, compress(compression, new byte[0])).length);
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void decompressesConcatenatedStreams(Compression compression) throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(compress(compression, bytes("first ")));
    both.write(compress(compression, bytes("second")));
    assertArrayEquals(bytes("first second"), decompress(compression, both.toByteArray()));
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void refusesTruncatedData(Compression compression) throws IOException {
    byte[] bytes = new byte[10_000];
    new Random(2).nextBytes(bytes);
    byte[] whole = compress(compression, bytes);
    for (int length : new int[] {1, 5, 20, whole.length / 2, whole.length - 1}) {
      assertThrows(Malformed.class, () -> decompress(compression, Arrays.copyOf(whole, length)));
    }
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void refusesUncompressedData(Compression compression) {
    assertThrows(
        Malformed.class, () -> decompress(compression, bytes("<!DOCTYPE html><html></html>")));
    assertThrows(Malformed.class, () -> decompress(compression, new byte[1000]));
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void refusesDataOfAnotherCompression(Compression compression) throws IOException {
    Compression other = compression == Compression.GZ ? Compression.ZST : Compression.GZ;
    byte[] compressed = compress(other, bytes("text"));
    assertThrows(Malformed.class, () -> decompress(compression, compressed));
  }

  /** As {@code zstd --long=31} writes for a pipe: a window of 2 GiB, and one empty raw block. */
  @Test
  void refusesALargeZstdWindowAsThat() {
    byte[] frame = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) ((31 - 10) << 3), 1, 0, 0};
    byte[] data = Arrays.copyOf(frame, 18);
    Unsupported refused = assertThrows(Unsupported.class, () -> decompress(Compression.ZST, data));
    assertEquals(
        "its zstd window of 2147483648 bytes exceeds the supported 134217728 bytes;"
            + " it has to be compressed with a smaller one",
        refused.getMessage());
  }

  @Test
  void readsTheWindowOfEachKindOfHeader() throws IOException {
    byte[] bytes = new byte[70_000];
    new Random(3).nextBytes(bytes);
    for (int length : new int[] {100, 300, 70_000}) {
      byte[] data = compress(Compression.ZST, Arrays.copyOf(bytes, length));
      assertEquals(length, decompress(Compression.ZST, data).length);
    }
    byte[] single = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0x20, 5};
    assertEquals(OptionalLong.of(5), ZstdFrame.window(Arrays.copyOf(single, 18)));
    byte[] fourBytes = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, (byte) 0xa1, 9, 0, 0, 0, 1};
    assertEquals(OptionalLong.of(1 << 24), ZstdFrame.window(Arrays.copyOf(fourBytes, 18)));
    assertEquals(OptionalLong.empty(), ZstdFrame.window(new byte[18]));
    assertEquals(OptionalLong.empty(), ZstdFrame.window(single));
  }

  /** Exceptions of the decoders never escape. */
  @ParameterizedTest
  @EnumSource(Compression.class)
  void toleratesOrRefusesDamage(Compression compression) throws IOException {
    byte[] good = compress(compression, bytes("a text that is damaged byte by byte, ".repeat(9)));
    for (int i = 0; i < good.length; i++) {
      byte[] damaged = good.clone();
      damaged[i] ^= (byte) 0x55;
      try {
        decompress(compression, damaged);
      } catch (Malformed | Unsupported e) {
        assertFalse(String.valueOf(e.getMessage()).isEmpty());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void rethrowsExceptionsOfTheSink(Compression compression) throws IOException {
    byte[] compressed = compress(compression, bytes("text"));
    IOException full = new IOException("no space left on device");
    assertSame(
        full,
        assertThrows(
            IOException.class,
            () ->
                archives.decompress(
                    compression,
                    new BytesContent(compressed),
                    bytes -> {
                      throw full;
                    })));
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void streamsInBoundedMemory(Compression compression) throws IOException {
    long length = 136L << 20;
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream out = compressor(compression, compressed)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < length >> 20; i++) {
        out.write(zeros);
      }
    }
    AtomicLong count = new AtomicLong();
    archives.decompress(
        compression,
        new BytesContent(compressed.toByteArray()),
        bytes -> count.addAndGet(bytes.remaining()));
    assertEquals(length, count.get());
  }

  /** Compresses bytes. */
  static byte[] compress(Compression compression, byte[] bytes) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream out = compressor(compression, compressed)) {
      out.write(bytes);
    }
    return compressed.toByteArray();
  }

  @SuppressWarnings("deprecation") // The replacement is a class of a transitive dependency.
  private static OutputStream compressor(Compression compression, OutputStream to)
      throws IOException {
    if (compression == Compression.XZ) {
      // The default preset needs most of the small heap.
      return new XZCompressorOutputStream(to, 1);
    }
    String format =
        switch (compression) {
          case GZ -> CompressorStreamFactory.GZIP;
          case XZ -> CompressorStreamFactory.XZ;
          case BZ2 -> CompressorStreamFactory.BZIP2;
          case ZST -> CompressorStreamFactory.ZSTANDARD;
        };
    try {
      return new CompressorStreamFactory().createCompressorOutputStream(format, to);
    } catch (CompressorException e) {
      throw new IOException(e);
    }
  }

  private byte[] decompress(Compression compression, byte[] compressed) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    archives.decompress(
        compression,
        new BytesContent(compressed),
        bytes ->
            out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining()));
    return out.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

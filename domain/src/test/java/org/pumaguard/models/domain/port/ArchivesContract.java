package org.pumaguard.models.domain.port;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.Compression;
import org.pumaguard.models.domain.port.Archives.Limits;
import org.pumaguard.models.domain.port.Archives.Malformed;

/** What every {@link Archives} does. */
public interface ArchivesContract {

  /** The adapter to be tested. */
  Archives archives();

  /** An archive with these files; a name that ends in a slash is a directory. */
  byte[] archive(Map<String, byte[]> files) throws IOException;

  /** A compressed file with these bytes. */
  byte[] compressed(Compression compression, byte[] bytes) throws IOException;

  /** A new empty directory. */
  Path emptyDirectory() throws IOException;

  /** The files of the same disk. */
  PlainFiles files();

  @ParameterizedTest
  @EnumSource
  default void decompressesEveryByte(Compression compression) throws IOException {
    byte[] plain = new byte[300_017];
    new Random(1).nextBytes(plain);
    assertArrayEquals(plain, decompress(compression, compressed(compression, plain)));
  }

  @ParameterizedTest
  @EnumSource
  default void decompressesAnEmptyFile(Compression compression) throws IOException {
    assertArrayEquals(new byte[0], decompress(compression, compressed(compression, new byte[0])));
  }

  @ParameterizedTest
  @EnumSource
  default void refusesATruncatedFile(Compression compression) throws IOException {
    byte[] plain = new byte[10_000];
    new Random(1).nextBytes(plain);
    byte[] whole = compressed(compression, plain);
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    assertThrows(Malformed.class, () -> decompress(compression, half));
  }

  @ParameterizedTest
  @EnumSource
  default void refusesAFileThatIsNotCompressed(Compression compression) {
    byte[] plain = bytes("plain text, which no compression makes");
    assertThrows(Malformed.class, () -> decompress(compression, plain));
  }

  @ParameterizedTest
  @EnumSource
  default void passesOnWhatTheSinkThrows(Compression compression) throws IOException {
    IOException refusal = new IOException("No space left on device");
    Content content = new BytesContent(compressed(compression, bytes("some text")));
    assertSame(
        refusal,
        assertThrows(
            IOException.class,
            () ->
                archives()
                    .decompress(
                        compression,
                        content,
                        chunk -> {
                          throw refusal;
                        })));
  }

  @Test
  default void unpacksFilesAndDirectories() throws IOException {
    Path directory = unpacked(sample());
    assertEquals(List.of("deep", "empty", "labels.txt"), files().list(directory));
    assertEquals("cats", files().readText(directory.resolve("labels.txt")));
    assertEquals("dogs", files().readText(directory.resolve("deep/er/more.txt")));
    assertEquals(List.of(), files().list(directory.resolve("empty")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../outside.txt", "a/../../outside.txt"})
  default void refusesANameOutsideTheDirectory(String name) throws IOException {
    Path directory = emptyDirectory();
    Content archive = new BytesContent(archive(Map.of(name, bytes("mine"))));
    assertThrows(
        Malformed.class,
        () -> archives().unpack(archive, directory, Limits.DEFAULT, new Cancellation()));
    assertFalse(files().exists(directory.resolveSibling("outside.txt")));
  }

  @Test
  default void refusesWhatIsNoArchive() throws IOException {
    Path directory = emptyDirectory();
    Content text = new BytesContent(bytes("no archive at all"));
    Cancellation go = new Cancellation();
    assertThrows(Malformed.class, () -> archives().unpack(text, directory, Limits.DEFAULT, go));
    assertThrows(Malformed.class, () -> archives().difference(text, directory, go));
    assertThrows(Malformed.class, () -> archives().isExactly(text, directory, go));
  }

  @Test
  default void refusesMoreThanTheLimits() throws IOException {
    for (Limits limits : List.of(new Limits(2, 1 << 20, 1000), new Limits(100, 7, 1000))) {
      Path directory = emptyDirectory();
      Content archive = new BytesContent(archive(sample()));
      assertThrows(
          Malformed.class,
          () -> archives().unpack(archive, directory, limits, new Cancellation()),
          limits::toString);
    }
  }

  @Test
  default void stopsIfItIsCancelled() throws IOException {
    Path directory = emptyDirectory();
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();
    Content archive = new BytesContent(archive(sample()));
    assertThrows(
        CancellationException.class,
        () -> archives().unpack(archive, directory, Limits.DEFAULT, cancellation));
  }

  @Test
  default void comparesNothingIfItIsCancelled() throws IOException {
    Path directory = unpacked(sample());
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();
    Content archive = new BytesContent(archive(sample()));
    assertThrows(
        CancellationException.class, () -> archives().difference(archive, directory, cancellation));
    assertThrows(
        CancellationException.class, () -> archives().isExactly(archive, directory, cancellation));
  }

  @Test
  default void closesNoContent() throws IOException {
    Path directory = emptyDirectory();
    Cancellation go = new Cancellation();
    Unclosed archive = new Unclosed(archive(sample()));
    archives().unpack(archive, directory, Limits.DEFAULT, go);
    assertEquals(Optional.empty(), archives().difference(archive, directory, go));
    assertTrue(archives().isExactly(archive, directory, go));
    for (Compression compression : Compression.values()) {
      archives()
          .decompress(
              compression, new Unclosed(compressed(compression, bytes("text"))), chunk -> {});
    }
  }

  @Test
  default void refusesATruncatedArchive() throws IOException {
    Path directory = emptyDirectory();
    byte[] whole = archive(Map.of("labels.txt", bytes("cats".repeat(1000))));
    Content half = new BytesContent(Arrays.copyOf(whole, 2000));
    assertThrows(
        Malformed.class,
        () -> archives().unpack(half, directory, Limits.DEFAULT, new Cancellation()));
  }

  @Test
  default void refusesAnAbsoluteName() throws IOException {
    Path directory = emptyDirectory();
    Path outside = directory.resolveSibling("absolute.txt").toAbsolutePath();
    Content archive = new BytesContent(archive(Map.of(outside.toString(), bytes("mine"))));
    assertThrows(
        Malformed.class,
        () -> archives().unpack(archive, directory, Limits.DEFAULT, new Cancellation()));
    assertFalse(files().exists(outside));
  }

  @Test
  default void anUnpackedDirectoryDoesNotDiffer() throws IOException {
    Path directory = unpacked(sample());
    assertEquals(Optional.empty(), difference(directory));
    assertTrue(isExactly(directory));
  }

  @Test
  default void findsAChangedFile() throws IOException {
    Path directory = unpacked(sample());
    files().writeText(directory.resolve("deep/er/more.txt"), "DOGS");
    assertTrue(difference(directory).orElseThrow().contains("more.txt"));
    assertFalse(isExactly(directory));
  }

  @Test
  default void findsAMissingFile() throws IOException {
    Path directory = unpacked(sample());
    files().delete(directory.resolve("labels.txt"));
    assertTrue(difference(directory).orElseThrow().contains("labels.txt"));
    assertFalse(isExactly(directory));
  }

  @Test
  default void anAddedFileIsNoDifferenceButNotExact() throws IOException {
    Path directory = unpacked(sample());
    files().writeText(directory.resolve("deep/mine.txt"), "mine");
    assertEquals(Optional.empty(), difference(directory));
    assertFalse(isExactly(directory));
  }

  /** Content whose owner closes it. */
  final class Unclosed implements Content {

    private final Content bytes;

    Unclosed(byte[] bytes) {
      this.bytes = new BytesContent(bytes);
    }

    @Override
    public long size() throws IOException {
      return bytes.size();
    }

    @Override
    public int read(long offset, ByteBuffer into) throws IOException {
      return bytes.read(offset, into);
    }

    @Override
    public void close() {
      throw new IllegalStateException("closed by a reader");
    }
  }

  private static Map<String, byte[]> sample() {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("labels.txt", bytes("cats"));
    files.put("deep/er/more.txt", bytes("dogs"));
    files.put("empty/", new byte[0]);
    return files;
  }

  private Path unpacked(Map<String, byte[]> files) throws IOException {
    Path directory = emptyDirectory();
    archives()
        .unpack(new BytesContent(archive(files)), directory, Limits.DEFAULT, new Cancellation());
    return directory;
  }

  private Optional<String> difference(Path directory) throws IOException {
    return archives()
        .difference(new BytesContent(archive(sample())), directory, new Cancellation());
  }

  private boolean isExactly(Path directory) throws IOException {
    return archives().isExactly(new BytesContent(archive(sample())), directory, new Cancellation());
  }

  private byte[] decompress(Compression compression, byte[] file) throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    archives()
        .decompress(
            compression,
            new BytesContent(file),
            chunk -> {
              assertTrue(chunk.hasArray(), "the bytes are not in a heap buffer");
              byte[] copy = new byte[chunk.remaining()];
              chunk.get(copy);
              plain.writeBytes(copy);
            });
    return plain.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

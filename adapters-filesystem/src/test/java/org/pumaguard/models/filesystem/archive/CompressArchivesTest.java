package org.pumaguard.models.filesystem.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pumaguard.models.filesystem.archive.SampleArchives.entry;
import static org.pumaguard.models.filesystem.archive.SampleArchives.tar;
import static org.pumaguard.models.filesystem.archive.SampleArchives.tarOf;
import static org.pumaguard.models.filesystem.archive.SampleArchives.zip;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
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

/** Archives are extracted below the target directory, or refused without a change outside it. */
class CompressArchivesTest {

  @TempDir Path temp;
  private Path directory;

  @BeforeEach
  void makeDirectory() throws IOException {
    directory = Files.createDirectories(temp.resolve("staging").resolve("unpacked"));
  }

  @Test
  void unpacksATar() throws IOException {
    unpack(tar(entry("a.txt", "one"), entry("deep/er/b.txt", "two"), entry("./c.txt", "three")));
    assertEquals(Map.of("a.txt", "one", "deep/er/b.txt", "two", "c.txt", "three"), unpacked());
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void unpacksACompressedTar(Compression compression) throws IOException {
    unpack(DecompressionTest.compress(compression, tar(entry("d/a.txt", "one"))));
    assertEquals(Map.of("d/a.txt", "one"), unpacked());
  }

  @Test
  void unpacksAZip() throws IOException {
    unpack(zip(entry("a.txt", "one"), entry("d/b.txt", "two")));
    assertEquals(Map.of("a.txt", "one", "d/b.txt", "two"), unpacked());
  }

  @Test
  void unpacksAnEmptyDirectory() throws IOException {
    unpack(tar(entry("empty/", "")));
    assertTrue(Files.isDirectory(directory.resolve("empty")));
  }

  @Test
  void acceptsADirectoryEntryAfterItsFiles() throws IOException {
    unpack(tar(entry("d/a.txt", "one"), entry("d/", "")));
    assertEquals(Map.of("d/a.txt", "one"), unpacked());
  }

  @Test
  void keepsLongNamesAndSpaces() throws IOException {
    String name = "long/".repeat(40) + "with blank " + "x".repeat(120);
    unpack(tar(entry(name, "one")));
    assertEquals(Map.of(name, "one"), unpacked());
  }

  @Test
  void keepsOnlyTheExecutableBitOfTheMode() throws IOException {
    unpack(tarOf(entry("run", "x"), 0104755));
    assertTrue(Files.isExecutable(directory.resolve("run")));
    assertFalse(((Integer) Files.getAttribute(directory.resolve("run"), "unix:mode") & 07000) != 0);
    unpack(tar(entry("data", "x")));
    assertFalse(Files.isExecutable(directory.resolve("data")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "..",
        "a/../../evil",
        "a/..",
        "/evil",
        "//evil",
        "a\\..\\evil",
        "..\\evil",
        "./../evil"
      })
  void refusesNamesOutsideTheDirectory(String name) throws IOException {
    assertRefused(tar(entry("a/x", "ok"), entry(name, "evil")));
    assertRefused(zip(entry("z/x", "ok"), entry(name, "evil")));
  }

  @ParameterizedTest
  @ValueSource(bytes = {TarConstants.LF_SYMLINK, TarConstants.LF_LINK})
  void refusesLinks(byte type) throws IOException {
    assertRefused(tarOf("link", type, "../../outside.txt"));
    assertRefused(tarOf("link2", type, "harmless"));
  }

  @Test
  void refusesASymbolicLinkInAZip() throws IOException {
    assertRefused(SampleArchives.zipOf(entry("link", "../../outside.txt"), 0120777));
  }

  @Test
  void refusesDuplicateNames() throws IOException {
    assertRefused(tar(entry("a", "one"), entry("a", "two")));
    assertRefused(tar(entry("d/b", "one"), entry("./d//b", "two")));
    assertRefused(zip(entry("z", "one"), entry("z", "two")));
  }

  @Test
  void refusesANameOfBothAFileAndADirectory() throws IOException {
    assertRefused(tar(entry("a", "one"), entry("a/b", "two")));
    assertRefused(tar(entry("c/d", "one"), entry("c", "two")));
    assertRefused(tar(entry("e", "one"), entry("e/", "")));
  }

  @Test
  void refusesTooManyEntries() throws IOException {
    Limits limits = new Limits(2, 1000, 1000);
    byte[] three = tar(entry("a", "1"), entry("b/", ""), entry("c", "3"));
    assertThrows(Malformed.class, () -> unpack(three, limits));
    assertFalse(Files.exists(directory.resolve("c")));
  }

  @Test
  void acceptsEntriesAndBytesUpToTheLimits() throws IOException {
    unpack(tar(entry("a", "12345"), entry("b", "12345")), new Limits(2, 10, 1000));
    assertEquals(2, unpacked().size());
  }

  @Test
  void refusesTooManyBytes() throws IOException {
    byte[] eleven = tar(entry("a", "12345"), entry("b", "123456"));
    assertThrows(Malformed.class, () -> unpack(eleven, new Limits(10, 10, 1000)));
  }

  @Test
  void refusesAnArchiveBomb() throws IOException {
    byte[] bomb = SampleArchives.zeros(70 << 20);
    assertThrows(Malformed.class, () -> unpack(bomb, new Limits(10, 1L << 40, 100)));
  }

  @ParameterizedTest
  @ValueSource(
      bytes = {
        TarConstants.LF_GNUTYPE_LONGNAME,
        TarConstants.LF_GNUTYPE_LONGLINK,
        TarConstants.LF_PAX_EXTENDED_HEADER_LC
      })
  void refusesOversizedHeaders(byte type) throws IOException {
    byte[] header = SampleArchives.longHeader(type, 3 << 20);
    Malformed refusal = assertThrows(Malformed.class, () -> unpack(header));
    assertTrue(String.valueOf(refusal.getMessage()).contains("1 MiB"), refusal::getMessage);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "<!DOCTYPE html>"})
  void refusesOtherFiles(String text) throws IOException {
    assertRefused(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void refusesCompressedDataThatIsNoArchive() throws IOException {
    assertRefused(
        DecompressionTest.compress(
            Compression.GZ, "only text".repeat(200).getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void refusesATruncatedTar() throws IOException {
    byte[] whole = tar(entry("a", "x".repeat(2000)));
    assertRefused(Arrays.copyOf(whole, 1024));
  }

  @Test
  void stopsWhenCancelled() throws IOException {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();
    byte[] archive = tar(entry("a", "one"));
    assertThrows(
        CancellationException.class,
        () ->
            new CompressArchives()
                .unpack(new BytesContent(archive), directory, Limits.DEFAULT, cancellation));
    assertEquals(Map.of(), unpacked());
  }

  private void assertRefused(byte[] archive) throws IOException {
    Files.writeString(temp.resolve("outside.txt"), "mine");
    assertThrows(Malformed.class, () -> unpack(archive));
    assertEquals("mine", Files.readString(temp.resolve("outside.txt")));
    assertEquals(List.of("outside.txt", "staging"), names(temp));
    assertEquals(List.of("unpacked"), names(temp.resolve("staging")));
    Folders.deleteTree(directory);
    makeDirectory();
  }

  private void unpack(byte[] archive) throws IOException {
    unpack(archive, Limits.DEFAULT);
  }

  private void unpack(byte[] archive, Limits limits) throws IOException {
    new CompressArchives().unpack(new BytesContent(archive), directory, limits, new Cancellation());
  }

  private Map<String, String> unpacked() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(directory.relativize(path).toString(), Files.readString(path));
      }
    }
    return files;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.map(path -> String.valueOf(path.getFileName())).sorted().toList();
    }
  }
}

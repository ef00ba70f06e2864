package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** A program whose class path has no library for zstd and none for xz. */
class OptionalLibrariesTest {

  private static final byte[] TEXT = "a model".getBytes(StandardCharsets.UTF_8);
  private static final byte[] XZ = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 0, 0, 0, 0, 0, 0};
  private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0, 0, 0, 0, 0, 0, 0};
  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int CENTRAL_HEADER = 0x02014b50;
  private static final int METHOD_STORED_IN_XZ = 95;
  private static final int METHOD_STORED_IN_ZSTD = 93;
  private static final String NO_XZ = "the library org.tukaani:xz is not on the class path";
  private static final String NO_ZSTD =
      "the library com.github.luben:zstd-jni is not on the class path";
  private static final String HINT = "; add the library to the class path of the program";

  @TempDir private Path temp;
  private SampleRegistry published;

  @BeforeEach
  void publish() throws IOException {
    published =
        SampleRegistry.sized(temp.resolve("www"))
            .single("plain.pt", 5000, 1)
            .file("labels.zip", zip(ZipEntry.STORED), "unpack: labels");
    compressed("gz", TEXT, gzip());
    published.registry();
  }

  @Test
  void everythingElseWorks() throws IOException {
    ProgramResult cached = run("cache");
    assertEquals(Exit.OK, cached.status(), cached::toString);
    assertEquals("a model", Files.readString(cache().resolve("gz.pt")));
    assertEquals("a model", Files.readString(cache().resolve("labels/names.txt")));
    Path bundle = temp.resolve("all.tar.gz");
    ProgramResult created = run("bundle", "create", bundle.toString());
    assertEquals(Exit.OK, created.status(), created::toString);
    ProgramResult imported =
        run("--cache-dir", temp.resolve("other").toString(), "bundle", "import", bundle.toString());
    assertEquals(Exit.OK, imported.status(), imported::toString);
  }

  @Test
  void onlyTheModelsFailThatNeedALibrary() throws IOException {
    compressed("xz", XZ, XZ);
    compressed("zst", ZSTD, ZSTD);
    published
        .file("archive.tar.xz", XZ, "unpack: one")
        .file("archive.tar.zst", ZSTD, "unpack: two")
        .file("xz.zip", zip(METHOD_STORED_IN_XZ), "unpack: three")
        .file("zst.zip", zip(METHOD_STORED_IN_ZSTD), "unpack: four")
        .registry();
    ProgramResult cached = run("-o", "json", "cache");
    assertEquals(Exit.STORAGE, cached.status(), cached::toString);
    assertTrue(cached.err().contains(NO_XZ + HINT), cached::toString);
    assertTrue(cached.err().contains(NO_ZSTD + HINT), cached::toString);
    assertFails("xz.pt", NO_XZ, cached);
    assertFails("zst.pt", NO_ZSTD, cached);
    assertFails("archive.tar.xz", NO_XZ, cached);
    assertFails("archive.tar.zst", NO_ZSTD, cached);
    assertFails("xz.zip", NO_XZ, cached);
    assertFails("zst.zip", NO_ZSTD, cached);
    assertEquals(3, cached.out().split("\"path\" : \"", -1).length - 1, cached::toString);
  }

  @Test
  void bundlesInZstdAreRefused() throws IOException {
    ProgramResult created = run("bundle", "create", temp.resolve("all.tar.zst").toString());
    assertEquals(Exit.STORAGE, created.status(), created::toString);
    assertTrue(created.err().contains(NO_ZSTD + HINT), created::toString);
    Path bundle = Files.write(temp.resolve("given.tar.zst"), ZSTD);
    ProgramResult imported = run("bundle", "import", bundle.toString());
    assertTrue(imported.err().contains(NO_ZSTD + HINT), imported::toString);
  }

  private static void assertFails(String model, String why, ProgramResult result) {
    String error = "\"name\" : \"" + model + "\"[^}]*\"error\" : \"" + model + ": " + why;
    assertTrue(Pattern.compile(error).matcher(result.out()).find(), result::toString);
  }

  private ProgramResult run(String... arguments) {
    String classPath =
        Pattern.compile(File.pathSeparator)
            .splitAsStream(System.getProperty("java.class.path"))
            .filter(entry -> !entry.matches(".*/(zstd-jni|xz)-[^/]*\\.jar"))
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command = new ArrayList<>();
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(classPath);
    command.add(Main.class.getName());
    command.addAll(List.of("-r", published.folder().toString(), "--progress", "none"));
    command.addAll(List.of(arguments));
    return new ProcessRunner(temp.resolve("home"))
        .with("PUMAGUARD_MODELS_DIR", cache().toString())
        .run(Path.of(System.getProperty("java.home"), "bin", "java").toString(), command);
  }

  private Path cache() {
    return temp.resolve("models");
  }

  /** Adds a model with the digest of one content, published as another. */
  private void compressed(String compression, byte[] content, byte[] bytes) throws IOException {
    String file = "published." + compression;
    published.entry(
        compression + ".pt",
        "sha256: " + Digests.of(content),
        "file: " + file,
        "compression: " + compression,
        "file-sha256: " + Digests.of(bytes));
    Files.write(published.folder().resolve(file), bytes);
  }

  private static byte[] gzip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(TEXT);
    }
    return bytes.toByteArray();
  }

  /** An archive of one stored file, whose headers state this method. */
  private static byte[] zip(int method) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("names.txt"));
      zip.write(TEXT);
    }
    byte[] archive = bytes.toByteArray();
    if (method != ZipEntry.STORED) {
      ByteBuffer headers = ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < archive.length - 4; i++) {
        int signature = headers.getInt(i);
        if (signature == LOCAL_HEADER) {
          headers.putShort(i + 8, (short) method);
        } else if (signature == CENTRAL_HEADER) {
          headers.putShort(i + 10, (short) method);
        }
      }
    }
    return archive;
  }
}

package org.pumaguard.models.filesystem.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pumaguard.models.filesystem.bundle.BundleRig.content;
import static org.pumaguard.models.filesystem.bundle.BundleRig.join;
import static org.pumaguard.models.filesystem.bundle.BundleRig.registry;
import static org.pumaguard.models.filesystem.bundle.BundleRig.tar;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheException.Kind;
import org.pumaguard.models.domain.model.Sha256;

/** Hostile and damaged bundles are refused with a reason; no file outside the cache changes. */
class HostileBundlesTest {

  private static final String ONE = "one".repeat(300);
  private static final String TWO = "two".repeat(200);
  private static final BundleRig.Item REGISTRY =
      new BundleRig.Item("model-registry.yaml", registry("a", ONE, "b", TWO));

  @TempDir Path temp;
  private BundleRig rig;

  @BeforeEach
  void makeCache() throws IOException {
    rig = new BundleRig(temp.resolve("cache"));
    Files.writeString(temp.resolve("outside"), "mine");
  }

  @AfterEach
  void checkFilesOutsideTheCache() throws IOException {
    rig.close();
    assertEquals("mine", Files.readString(temp.resolve("outside")));
    try (Stream<Path> files = Files.list(temp)) {
      assertTrue(
          List.of("bundle", "cache", "outside")
              .containsAll(files.map(file -> String.valueOf(file.getFileName())).toList()));
    }
  }

  @Test
  void importsAValidBundle() throws IOException {
    write(tar(REGISTRY, content(ONE), content(TWO)));
    assertTrue(rig.refusal(temp.resolve("bundle")).isEmpty());
    assertEquals(Map.of("a", ONE, "b", TWO), rig.visible());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../outside",
        "/outside",
        "blobs/sha256/../../../outside",
        "a",
        "blobs/sha256/x",
        "evil\u001b[2Jname",
        "evil\nname",
        "blobs/sha256/0000000000000000000000000000000000000000000000000000000000000000"
      })
  void refusesEntriesMissingFromTheRegistry(String name) throws IOException {
    BundleRig.Item evil = new BundleRig.Item(name, "evil".getBytes(StandardCharsets.UTF_8));
    String shown = name.replaceAll("\\p{Cc}", "?");
    assertRefused("'" + shown + "'", tar(REGISTRY, content(ONE), evil, content(TWO)));
    assertEquals(Map.of("a", ONE), rig.visible(), "models completed before are kept");
  }

  @ParameterizedTest
  @CsvSource({
    "1,a hard link",
    "2,a symbolic link",
    "3,a device",
    "4,a device",
    "5,a directory",
    "6,a pipe",
    "S,a sparse file",
    "x,not a regular file",
    "g,not a regular file",
    "L,not a regular file",
    "K,not a regular file",
    "7,not a regular file"
  })
  void refusesOtherEntryTypes(char type, String what) throws IOException {
    byte[] good = tar(REGISTRY, content(ONE), new BundleRig.Item(content(TWO).name(), new byte[0]));
    assertRefused(what, withType(good, 1024 + 512 + 1024, type));
    assertRefused(what, withType(good, 0, type));
    assertEquals(Map.of("a", ONE), rig.visible());
  }

  @Test
  void refusesLongNamesBeforeReadingThem() throws IOException {
    BundleRig.Item evil = new BundleRig.Item("x".repeat(5000), new byte[0]);
    assertRefused("not a regular file", tar(REGISTRY, content(ONE), evil));
    byte[] endless = withSize(tar(new BundleRig.Item("paxed", 'x', "")), 0, 1L << 40);
    assertRefused("not a regular file", endless);
  }

  @Test
  void refusesDuplicateAndMisorderedEntries() throws IOException {
    assertRefused("duplicate", tar(REGISTRY, content(ONE), content(ONE)));
    assertRefused("out of order", tar(REGISTRY, content(TWO), content(ONE)));
    assertRefused("not in its registry", tar(REGISTRY, content(ONE), REGISTRY));
  }

  @Test
  void refusesABundleThatDoesNotStartWithARegistry() throws IOException {
    assertRefused("not model-registry.yaml", tar(content(ONE), REGISTRY));
    assertRefused("archive is empty", tar());
    assertRefused("truncated archive", new byte[0]);
    assertRefused(
        "not a tar archive", "<!DOCTYPE html>".repeat(100).getBytes(StandardCharsets.US_ASCII));
    assertEquals(Map.of(), rig.visible());
  }

  @Test
  void refusesAnOversizedOrInvalidRegistry() throws IOException {
    byte[] huge = withSize(tar(REGISTRY), 0, (16 << 20) + 1);
    assertRefused(Kind.REGISTRY, "16 MiB", huge);
    assertRefused(Kind.REGISTRY, "missing key 'models'", tar(registryOf("schema: 2\n")));
    assertRefused(
        Kind.REGISTRY, "has no size", tar(registryOf("a: {sha256: " + Sha256.ofUtf8("x") + "}")));
    assertRefused(
        Kind.REGISTRY,
        "separator",
        tar(registryOf("../a: {sha256: " + Sha256.ofUtf8("x") + ", size: 1}")));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 899, 901, 1L << 40, Long.MAX_VALUE, -1})
  void refusesALengthOtherThanTheDeclaredOne(long size) throws IOException {
    byte[] bundle = tar(REGISTRY, content(ONE), content(TWO));
    int header = 1024;
    assertRefused("", withSize(bundle, header, size));
    assertEquals(Map.of(), rig.visible());
  }

  @Test
  void importsTheOtherModelsIfOneHasAWrongDigest() throws IOException {
    BundleRig.Item wrong = new BundleRig.Item(content(ONE).name(), new byte[ONE.length()]);
    assertRefused("a: checksum mismatch", tar(REGISTRY, wrong, content(TWO)));
    assertEquals(Map.of("b", TWO), rig.visible());
  }

  @Test
  void refusesTruncationAtAnyBlock() throws IOException {
    byte[] whole = tar(REGISTRY, content(ONE), content(TWO));
    for (int length = 0; length < whole.length; length += 512) {
      try (BundleRig fresh = new BundleRig(temp.resolve("cache").resolve("cut-" + length))) {
        write(Arrays.copyOf(whole, length));
        CacheException failure = fresh.refusal(temp.resolve("bundle")).orElseThrow();
        assertEquals(Kind.INTEGRITY, failure.kind(), "cut at " + length);
        assertTrue(fresh.visible().values().stream().allMatch(List.of(ONE, TWO)::contains));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gz", "zst"})
  void refusesTruncationOfACompressedBundle(String form) throws IOException {
    byte[] whole = compressed(form, tar(REGISTRY, content(ONE), content(TWO)));
    for (int length = 0; length < whole.length; length += 7) {
      try (BundleRig fresh = new BundleRig(temp.resolve("cache").resolve("cut-" + length))) {
        write(Arrays.copyOf(whole, length));
        CacheException failure = fresh.refusal(temp.resolve("bundle")).orElseThrow();
        assertEquals(Kind.INTEGRITY, failure.kind(), "cut at " + length);
      }
    }
  }

  @Test
  void refusesTrailingData() throws IOException {
    byte[] whole = tar(REGISTRY, content(ONE), content(TWO));
    assertRefused("unexpected data", join(whole, whole));
    assertRefused("unexpected data", join(whole, new byte[2 << 20]));
    assertRefused("unexpected data", join(compressed("gz", whole), compressed("gz", whole)));
    assertRefused("", join(compressed("gz", whole), new byte[] {1, 2, 3}));
    assertRefused("unexpected data", join(compressed("zst", whole), compressed("zst", whole)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gz", "zst"})
  void refusesABomb(String form) throws IOException {
    long size = 200L << 20;
    Sha256 digest = Sha256.ofUtf8("whatever");
    BundleRig.Item registry =
        registryOf("schema: 2\nmodels: {a: {sha256: " + digest + ", size: " + size + "}}");
    byte[] beginning = tar(registry, new BundleRig.Item("blobs/sha256/" + digest, new byte[0]));
    byte[] bomb = withSize(beginning, 1024, size);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = compressing(form, packed)) {
      out.write(bomb, 0, 1536);
      byte[] zeros = new byte[1 << 20];
      for (long i = 0; i < size / zeros.length + 1; i++) {
        out.write(zeros);
      }
    }
    assertRefused("bomb", packed.toByteArray());
    assertEquals(Map.of(), rig.visible());
  }

  @Test
  void detectsFlippedBits() throws IOException {
    byte[] whole = tar(REGISTRY, content(ONE), content(TWO));
    Random random = new Random(1);
    for (int i : IntStream.range(0, 60).map(n -> random.nextInt(whole.length)).toArray()) {
      try (BundleRig fresh = new BundleRig(temp.resolve("cache").resolve("flip-" + i))) {
        byte[] flipped = whole.clone();
        flipped[i] ^= 4;
        write(flipped);
        fresh.refusal(temp.resolve("bundle"));
        assertTrue(
            fresh.visible().values().stream().allMatch(List.of(ONE, TWO)::contains),
            "flipped at " + i);
      }
    }
  }

  private static BundleRig.Item registryOf(String yaml) {
    return new BundleRig.Item("model-registry.yaml", yaml.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] compressed(String form, byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = compressing(form, packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private static OutputStream compressing(String form, OutputStream to) throws IOException {
    return form.equals("gz") ? new GZIPOutputStream(to) : new ZstdCompressorOutputStream(to);
  }

  /** A copy with another length (in base 256) and a matching checksum in one header. */
  private static byte[] withSize(byte[] tar, int header, long size) {
    byte[] changed = tar.clone();
    byte[] big = ByteBuffer.allocate(12).putInt(size < 0 ? -1 : 1 << 31).putLong(size).array();
    System.arraycopy(big, 0, changed, header + 124, big.length);
    return withChecksum(changed, header);
  }

  private static byte[] withType(byte[] tar, int header, char type) {
    byte[] other = tar.clone();
    other[header + 156] = (byte) type;
    return withChecksum(other, header);
  }

  private static byte[] withChecksum(byte[] changed, int header) {
    Arrays.fill(changed, header + 148, header + 156, (byte) ' ');
    int sum = 0;
    for (int i = header; i < header + 512; i++) {
      sum += changed[i] & 0xff;
    }
    byte[] text = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, changed, header + 148, 8);
    return changed;
  }

  private void assertRefused(String words, byte[] bundle) throws IOException {
    assertRefused(Kind.INTEGRITY, words, bundle);
  }

  private void assertRefused(Kind kind, String words, byte[] bundle) throws IOException {
    write(bundle);
    CacheException failure = rig.refusal(temp.resolve("bundle")).orElseThrow();
    assertEquals(kind, failure.kind(), failure::getMessage);
    assertTrue(String.valueOf(failure.getMessage()).contains(words), failure::getMessage);
  }

  private void write(byte[] bundle) throws IOException {
    Files.write(temp.resolve("bundle"), bundle);
  }
}

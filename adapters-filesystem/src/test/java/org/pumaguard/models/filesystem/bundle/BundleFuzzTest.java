package org.pumaguard.models.filesystem.bundle;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pumaguard.models.domain.port.Bundles;

/** Arbitrary bytes are read as a bundle to the end, or refused as malformed. */
class BundleFuzzTest {

  /** Stops reading here, as a compressed bundle may declare any length. */
  private static final long MAX_BYTES = 1 << 20;

  static Stream<Arguments> seeds() throws IOException {
    byte[] tar =
        BundleRig.tar(
            new BundleRig.Item("model-registry.yaml", BundleRig.registry("a", "one")),
            BundleRig.content("one"));
    byte[] linked = BundleRig.tar(new BundleRig.Item("../a", '2', "/etc/passwd"));
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
      zip.write(tar);
    }
    return Stream.of(tar, linked, zipped.toByteArray(), "no tar".getBytes(StandardCharsets.UTF_8))
        .map(bytes -> Arguments.of((Object) bytes));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "2s")
  void isReadOrMalformed(byte[] bundle) throws IOException {
    check(bundle);
  }

  @Tag("long")
  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10m")
  void isReadOrMalformedAtLength(byte[] bundle) throws IOException {
    check(bundle);
  }

  private static void check(byte[] bundle) throws IOException {
    Path file = Files.createTempFile("fuzzed", ".tar");
    try {
      Files.write(file, bundle);
      try (Bundles.Reading reading = new TarBundles().open(file)) {
        readAll(reading);
      } catch (Bundles.Malformed e) {
        assertTrue(!String.valueOf(e.getMessage()).isBlank());
      }
    } finally {
      Files.delete(file);
    }
  }

  private static void readAll(Bundles.Reading reading) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    long all = 0;
    for (Optional<Bundles.Entry> entry = reading.next();
        entry.isPresent() && all < MAX_BYTES;
        entry = reading.next()) {
      long bytes = 0;
      for (int n = reading.read(buffer); n >= 0 && all < MAX_BYTES; n = reading.read(buffer)) {
        bytes += n;
        all += n;
        buffer.clear();
      }
      assertTrue(bytes <= entry.get().size(), "more bytes than the entry declares");
    }
  }
}

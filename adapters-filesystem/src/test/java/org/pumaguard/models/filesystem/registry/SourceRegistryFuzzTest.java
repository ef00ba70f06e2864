package org.pumaguard.models.filesystem.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.RegistryParser;
import org.pumaguard.models.domain.port.RegistryWriter;

/** Arbitrary bytes are parsed or refused with findings; a parsed registry survives a rewrite. */
class SourceRegistryFuzzTest {

  private static final String DIGEST = "ab".repeat(32);
  private static final Optional<Location> PLACE =
      Optional.of(new Location(URI.create("file:///place/")));

  static Stream<Arguments> seeds() {
    return Stream.of(
            "m.h5:\n  fragments:\n    m.h5_aa: {sha256: D}\n    m.h5_ab: {sha256sum: D}\n  sha256: D\n",
            "schema: 2\nsources: [https://x/, a]\nmodels:\n  a: {sha256: D, size: 3, unpack: b, version: '1'}\n",
            "schema: 2\nmodels:\n  d.pt: {sha256: D, file: d.zst, compression: zst, file-sha256: D}\n",
            "x: &x {sha256: D}\ny: *x\n")
        .map(text -> text.replace("D", DIGEST))
        .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "2s")
  void isReadOrRefused(byte[] text) {
    check(text);
  }

  @Tag("long")
  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10m")
  void isReadOrRefusedAtLength(byte[] text) {
    check(text);
  }

  private static void check(byte[] text) {
    RegistryParser.Report report = new YamlRegistryParser().parse(text, PLACE);
    assertEquals(
        report.registry().isEmpty(),
        !report.findings(RegistryParser.Severity.ERROR).isEmpty(),
        () -> report.findings().toString());
    report.registry().ifPresent(SourceRegistryFuzzTest::checkWritten);
  }

  private static void checkWritten(SourceRegistry registry) {
    for (RegistryWriter.Format format : RegistryWriter.Format.values()) {
      String written = new YamlRegistryWriter().write(registry, format);
      RegistryParser.Report again =
          new YamlRegistryParser().parse(written.getBytes(StandardCharsets.UTF_8), PLACE);
      assertTrue(again.registry().isPresent(), () -> written + again.findings());
      assertEquals(registry, again.registry().orElseThrow(), written);
    }
  }
}

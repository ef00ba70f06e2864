package org.pumaguard.models.cli.settings;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as the configuration file: read, or refused as a mistake of the user's. */
class ConfigurationFuzzTest {

  static Stream<Arguments> seeds() {
    return Stream.of("parallel: 2\nsource: [a, b]\noffline: true\n", "a: &b {c: [*b]}\n")
        .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "2s")
  void isReadOrRefused(byte[] text) throws IOException {
    check(text);
  }

  @Tag("long")
  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10m")
  void isReadOrRefusedAtLength(byte[] text) throws IOException {
    check(text);
  }

  private static void check(byte[] text) throws IOException {
    Path file = Files.createTempFile("models", ".yaml");
    try {
      ConfigurationFile.read(
          Files.write(file, text), new OptionTable(SharedOptions.ALL, List.of("port")));
    } catch (UsageException e) {
      assertFalse(e.problems().isEmpty(), "nothing is said");
    } finally {
      Files.delete(file);
    }
  }
}

package org.pumaguard.models.filesystem.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any line as one of the journal or of the index: it says something, which stays, or nothing. */
class JournalFuzzTest {

  private static final String DIGEST = "ab".repeat(32);

  static Stream<Arguments> seeds() {
    return Stream.of(
            DIGEST + " 0 4096",
            DIGEST + " 0 100 10 20 " + DIGEST + " - -",
            DIGEST + " 0 100 10 20 " + DIGEST + " %22tag%22 0b1e-boot")
        .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "2s")
  void saysSomethingOrNothing(byte[] text) {
    check(text);
  }

  @Tag("long")
  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10m")
  void saysSomethingOrNothingAtLength(byte[] text) {
    check(text);
  }

  private static void check(byte[] text) {
    String line = new String(text, StandardCharsets.ISO_8859_1);
    Optional<RangeLine> fragment = RangeLine.parse(line);
    fragment.ifPresent(
        read -> assertEquals(fragment, RangeLine.parse(withoutEnd(read.toString()))));
    Optional<UnfinishedLine> begun = UnfinishedLine.parse(line);
    begun.ifPresent(read -> assertEquals(begun, UnfinishedLine.parse(withoutEnd(read.toString()))));
  }

  private static String withoutEnd(String line) {
    return line.substring(0, line.length() - 1);
  }
}

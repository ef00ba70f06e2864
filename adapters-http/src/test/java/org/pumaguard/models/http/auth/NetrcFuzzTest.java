package org.pumaguard.models.http.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pumaguard.models.http.settings.Origin;

/** Parses any text as a netrc file without an exception. */
class NetrcFuzzTest {

  static Stream<Arguments> seeds() {
    return Stream.of(
            "machine h login a password \"b c\\\" d\"\ndefault login x password y\n",
            "macdef m\n x\n\nmachine h password # p\n account")
        .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "2s")
  void parsesAnyText(byte[] text) {
    check(text);
  }

  @Tag("long")
  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10m")
  void parsesAnyTextForTenMinutes(byte[] text) {
    check(text);
  }

  /** The first entry is found by its own host. */
  private static void check(byte[] text) {
    Netrc netrc = Netrc.parse(new String(text, StandardCharsets.UTF_8), problem -> {});
    netrc.entries().stream()
        .findFirst()
        .ifPresent(
            entry ->
                assertEquals(
                    Optional.of(entry),
                    netrc.find(Origin.normalizeHost(entry.machine().orElse("any")))));
  }
}

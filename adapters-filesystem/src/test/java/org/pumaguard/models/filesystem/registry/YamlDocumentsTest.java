package org.pumaguard.models.filesystem.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pumaguard.models.filesystem.registry.RegistryTexts.A;
import static org.pumaguard.models.filesystem.registry.RegistryTexts.places;
import static org.pumaguard.models.filesystem.registry.RegistryTexts.report;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.RegistryParser.Report;
import org.pumaguard.models.domain.port.RegistryParser.Severity;

/** Malformed YAML is refused with a position; anchors and aliases are supported. */
class YamlDocumentsTest {

  private static final String D = "sha256: " + A;

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void refuses(String why, String where, String text) {
    Report report = report(text);
    assertEquals(List.of(where), places(report, Severity.ERROR), () -> why + report.findings());
    assertTrue(report.registry().isEmpty());
  }

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of("an empty file", "1:1", ""),
        Arguments.of("only blank lines", "1:1", "\n\n"),
        Arguments.of("only a comment", "1:1", "# nothing\n"),
        Arguments.of("a tab as indentation", "2:1", "m.pt:\n\t" + D),
        Arguments.of("a second document", "2:1", "m.pt: {" + D + "}\n---\nn.pt: {" + D + "}"),
        Arguments.of("an alias without an anchor", "1:7", "m.pt: *nowhere"),
        Arguments.of("an alias before its anchor", "1:7", "m.pt: *a\nn.pt: &a {" + D + "}"),
        Arguments.of("a recursive anchor", "2:13", "m.pt: &a\n  sources: [*a]\n  " + D));
  }

  /** A list of 100,000 values and aliases that expand to more than a million. */
  @Test
  void reportsTheAliasThatExceedsTheLimit() {
    StringBuilder bomb = new StringBuilder("a: &a [" + "x, ".repeat(99_999) + "x]\n");
    bomb.append("b: [").append("*a, ".repeat(8)).append("*a]\n");
    Report report = report(bomb.toString());
    assertEquals(List.of("2:37"), places(report, Severity.ERROR), report::toString);
    assertTrue(report.registry().isEmpty());
  }

  @Test
  void resolvesAnAliasOfAPlainValue() {
    assertEquals(
        List.of(new Sha256(A), new Sha256(A)),
        digests("m.pt:\n  sha256: &d " + A + "\nn.pt:\n  sha256: *d\n"));
  }

  @Test
  void resolvesAnAliasOfAValueInAnAnchoredModel() {
    assertEquals(
        List.of(new Sha256(A), new Sha256(A), new Sha256(A)),
        digests("a.pt: &a {sha256: &d %s}\nb.pt: *a\nc.pt: {sha256: *d}".formatted(A)));
  }

  private static List<Sha256> digests(String text) {
    return RegistryTexts.parse(text).models().stream().map(model -> model.sha256()).toList();
  }
}

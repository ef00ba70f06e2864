package org.pumaguard.models.filesystem.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pumaguard.models.filesystem.registry.RegistryTexts.A;
import static org.pumaguard.models.filesystem.registry.RegistryTexts.only;
import static org.pumaguard.models.filesystem.registry.RegistryTexts.places;
import static org.pumaguard.models.filesystem.registry.RegistryTexts.report;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.port.RegistryParser;
import org.pumaguard.models.domain.port.RegistryParser.Report;
import org.pumaguard.models.domain.port.RegistryParser.Severity;

/** Malformed texts, invalid names, and denial-of-service attempts are refused. */
class RefusedTextsTest {

  private static final String A64 =
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
  private static final String D = "sha256: " + A;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# nothing\n",
        "m.pt:\n\tsha256: " + A64,
        "m.pt: {sha256: " + A64 + "}\n---\nn.pt: {sha256: " + A64 + "}",
        "m.pt: *nowhere",
        "? {a: b}\n: {sha256: " + A64 + "}"
      })
  void refusesTextThatIsNotASingleDocument(String text) {
    Report report = report(text);
    assertEquals(1, report.findings(Severity.ERROR).size(), report::toString);
    assertTrue(report.registry().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m.pt: {",
        "m.pt: \"open",
        "a: b: c",
        "[1",
        "m.pt: }",
        "m.pt: @x",
        "%YAML 9\n---\na: 1"
      })
  void reportsThePositionOfSyntaxErrors(String text) {
    Report report = report(text);
    assertTrue(report.registry().isEmpty());
    assertTrue(report.findings(Severity.ERROR).get(0).line() >= 1, report::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "''",
        "a/b",
        "'a\\b'",
        "..",
        "../m",
        "a/../b",
        ".hidden",
        ".",
        "/etc/passwd",
        "\"a\\u0000b\"",
        "\"a\\nb\"",
        "\"a\\u007fb\"",
        "\"a\\u009bb\"",
        "\"a\\x1b[31mb\"",
        "model-registry.json",
        "model-resgistry.json"
      })
  void refusesInvalidModelNames(String name) {
    assertEquals(
        List.of("2:1"),
        places(report("m.pt: {" + D + "}\n" + name + ": {" + D + "}"), Severity.ERROR));
  }

  @ParameterizedTest
  @ValueSource(strings = {"''", "a/b", "..", ".hidden", "\"a\\nb\"", "'a\\b'"})
  void refusesInvalidNamesOfFragmentsFilesAndDirectories(String name) {
    assertEquals(
        List.of("4:5"),
        places(
            report("m.pt:\n  " + D + "\n  fragments:\n    " + name + ": {" + D + "}"),
            Severity.ERROR));
    assertEquals(
        List.of("3:9"), places(report("m.pt:\n  " + D + "\n  file: " + name), Severity.ERROR));
    assertEquals(
        List.of("3:11"), places(report("m.pt:\n  " + D + "\n  unpack: " + name), Severity.ERROR));
  }

  @Test
  void limitsNamesByTheirLengthInBytes() {
    String longest = "ü".repeat(127) + "x";
    assertEquals(List.of(), places(report(longest + ": {" + D + "}"), Severity.ERROR));
    assertEquals(List.of("1:1"), places(report(longest + "x: {" + D + "}"), Severity.ERROR));
  }

  @Test
  void refusesAnAliasBomb() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i <= 20; i++) {
      bomb.append("a%d: &a%d [".formatted(i, i));
      bomb.append(("*a" + (i - 1) + ", ").repeat(9)).append("*a" + (i - 1) + "]\n");
    }
    Report report = report(bomb.toString());
    assertTrue(report.registry().isEmpty());
    assertEquals(1, report.findings().size(), report::toString);
    assertTrue(report.findings().get(0).message().contains("alias bomb"), report::toString);
  }

  @Test
  void refusesARecursiveAnchor() {
    assertTrue(report("m.pt: &a {sources: [*a], " + D + "}").registry().isEmpty());
  }

  @Test
  void refusesDeepNesting() {
    assertFalse(report("[".repeat(100_000)).findings(Severity.ERROR).isEmpty());
    assertFalse(report("a: {".repeat(100_000)).findings(Severity.ERROR).isEmpty());
  }

  @Test
  void limitsFilesTo16MiB() {
    byte[] text = new byte[RegistryParser.MAX_BYTES + 1];
    Arrays.fill(text, (byte) '\n');
    byte[] start = only(D).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(start, 0, text, 0, start.length);
    Report report = new YamlRegistryParser().parse(text, Optional.empty());
    assertEquals(List.of("0:0"), places(report, Severity.ERROR));
    assertTrue(
        new YamlRegistryParser()
            .parse(Arrays.copyOf(text, RegistryParser.MAX_BYTES), Optional.empty())
            .registry()
            .isPresent());
  }

  @Test
  void refusesOtherEncodings() {
    byte[] text = (only(D) + "# ü").getBytes(StandardCharsets.ISO_8859_1);
    Report report = new YamlRegistryParser().parse(text, Optional.empty());
    assertEquals(1, report.findings(Severity.ERROR).size());
    assertTrue(report.registry().isEmpty());
  }

  @Test
  void reportsAllErrorsInOrder() {
    Report report =
        report(
            """
            a.pt:
              size: -1
            ../b.pt:
              sha256: 12
            c.pt: hello
            d.pt:
              sha256: %s
              fragments:
                d_aa: {size: 5}
            """
                .formatted(A));
    assertEquals(List.of("1:1", "2:9", "3:1", "5:7", "9:5"), places(report, Severity.ERROR));
  }

  @Test
  void reportsOneLineWithoutControlCharacters() {
    Report report = report("\"a\\x1b[31m\\nb\": 1\nm.pt: {" + D + ", \"k\\x1b[2J\\n\": 1}");
    for (String message : RegistryTexts.messages(report, Severity.ERROR)) {
      assertTrue(message.chars().noneMatch(c -> c < ' ' || c == 0x7f), message);
    }
    for (String message : RegistryTexts.messages(report, Severity.WARNING)) {
      assertTrue(message.chars().noneMatch(c -> c < ' ' || c == 0x7f), message);
    }
    assertEquals(
        3, report.findings().stream().filter(f -> f.severity() != Severity.ADVICE).count());
  }
}

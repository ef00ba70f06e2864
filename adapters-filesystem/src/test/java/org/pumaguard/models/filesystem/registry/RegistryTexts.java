package org.pumaguard.models.filesystem.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.RegistryParser.Finding;
import org.pumaguard.models.domain.port.RegistryParser.Report;
import org.pumaguard.models.domain.port.RegistryParser.Severity;

/** Texts of registries, and what the parser says of them, for the tests of parser and writer. */
final class RegistryTexts {

  static final String A = "a".repeat(64);
  static final String B = "b".repeat(64);
  static final String C = "0c".repeat(32);

  private RegistryTexts() {}

  /** A registry of the first form with one model, {@code m.pt}, that has these fields. */
  static String only(String fields) {
    return "m.pt: {" + fields + "}\n";
  }

  /** The registry that a text is, which must be a good one. */
  static SourceRegistry parse(String text) {
    return parse(text, Optional.empty());
  }

  /** The same, read from a place. */
  static SourceRegistry parse(String text, Optional<Location> place) {
    Report report = new YamlRegistryParser().parse(text.getBytes(StandardCharsets.UTF_8), place);
    assertEquals(List.of(), report.findings(Severity.ERROR));
    return report.registry().orElseThrow();
  }

  /** All that is said of a text. */
  static Report report(String text) {
    return new YamlRegistryParser().parse(text.getBytes(StandardCharsets.UTF_8), Optional.empty());
  }

  /** Where the findings of one severity are, as {@code line:column}. */
  static List<String> places(Report report, Severity severity) {
    return report.findings(severity).stream()
        .map(finding -> finding.line() + ":" + finding.column())
        .toList();
  }

  /** What the findings of one severity say. */
  static List<String> messages(Report report, Severity severity) {
    return report.findings(severity).stream().map(Finding::message).toList();
  }
}

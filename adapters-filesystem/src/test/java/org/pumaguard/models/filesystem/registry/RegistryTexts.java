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

/** Registry texts and the reports of the parser on them. */
final class RegistryTexts {

  static final String A = "a".repeat(64);
  static final String B = "b".repeat(64);
  static final String C = "0c".repeat(32);

  private RegistryTexts() {}

  /** A registry of form 1 with one model, {@code m.pt}, and these fields. */
  static String only(String fields) {
    return "m.pt: {" + fields + "}\n";
  }

  /** Parses a valid registry. */
  static SourceRegistry parse(String text) {
    return parse(text, Optional.empty());
  }

  /** Parses a valid registry read from a place. */
  static SourceRegistry parse(String text, Optional<Location> place) {
    Report report = new YamlRegistryParser().parse(text.getBytes(StandardCharsets.UTF_8), place);
    assertEquals(List.of(), report.findings(Severity.ERROR));
    return report.registry().orElseThrow();
  }

  /** The report on a text. */
  static Report report(String text) {
    return new YamlRegistryParser().parse(text.getBytes(StandardCharsets.UTF_8), Optional.empty());
  }

  /** The positions of the findings of one severity, as {@code line:column}. */
  static List<String> places(Report report, Severity severity) {
    return report.findings(severity).stream()
        .map(finding -> finding.line() + ":" + finding.column())
        .toList();
  }

  /** The messages of the findings of one severity. */
  static List<String> messages(Report report, Severity severity) {
    return report.findings(severity).stream().map(Finding::message).toList();
  }
}

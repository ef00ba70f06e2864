package org.pumaguard.models.domain.port;

import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.SourceRegistry;

/**
 * Parses source registries. The text is untrusted. A pure function: the same bytes yield the same
 * report. Safe for use by many threads.
 */
public interface RegistryParser {

  /** The maximum length of a registry: 16 MiB. */
  int MAX_BYTES = 16 * 1024 * 1024;

  /**
   * Parses a registry. Throws nothing: all errors are findings of the report.
   *
   * @param text the bytes of the file; not modified
   * @param place the directory that relative sources are resolved against, and the source of a
   *     registry that names none; empty for a registry without a directory, such as a resource
   */
  Report parse(byte[] text, Optional<Location> place);

  /**
   * The result of parsing.
   *
   * @param registry the registry; empty if there is an error among the findings
   * @param findings errors, warnings and advice in the order of the file
   */
  record Report(Optional<SourceRegistry> registry, List<Finding> findings) {

    public Report {
      findings = List.copyOf(findings);
    }

    /** The findings of one severity. */
    public List<Finding> findings(Severity severity) {
      return findings.stream().filter(finding -> finding.severity() == severity).toList();
    }
  }

  /** Severities of findings. */
  enum Severity {
    /** The registry is rejected. */
    ERROR,
    /** A part of the registry is ignored. */
    WARNING,
    /** The registry is valid and could be improved. */
    ADVICE
  }

  /**
   * A finding about a registry.
   *
   * @param line from 1; 0 if unknown
   * @param column from 1; 0 if unknown
   * @param message for the user
   */
  record Finding(Severity severity, int line, int column, String message) {

    /** {@code line:column: message}, or the message alone if the line is unknown. */
    @Override
    public String toString() {
      return line > 0 ? line + ":" + column + ": " + message : message;
    }
  }
}

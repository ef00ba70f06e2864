package org.pumaguard.models.domain.port;

import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.SourceRegistry;

/** Reads the text of a source registry. Pure: the same bytes give the same report. */
public interface RegistryParser {

  /** The most bytes that a registry may have: 16 MiB. */
  int MAX_BYTES = 16 * 1024 * 1024;

  /**
   * Reads a registry and collects all that is to be said of it.
   *
   * @param text the bytes of the file
   * @param place the folder against which relative sources are resolved, and which is the source
   *     when none is named; none for a registry without a place
   */
  Report parse(byte[] text, Optional<Location> place);

  /**
   * What came out.
   *
   * @param registry the registry, unless there was an error
   * @param findings all that was found, in the order of the file
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

  /** How bad a finding is. */
  enum Severity {
    /** The registry is refused. */
    ERROR,
    /** Something is not understood and left out. */
    WARNING,
    /** It works, but could be said better. */
    ADVICE
  }

  /**
   * One thing to be said of a registry.
   *
   * @param line from 1; 0 where the text gives none
   * @param column from 1; 0 where the text gives none
   */
  record Finding(Severity severity, int line, int column, String message) {

    /** The place and the message: {@code line:column: message}, or the message alone. */
    @Override
    public String toString() {
      return line > 0 ? line + ":" + column + ": " + message : message;
    }
  }
}

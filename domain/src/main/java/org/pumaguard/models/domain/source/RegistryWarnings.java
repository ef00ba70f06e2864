package org.pumaguard.models.domain.source;

import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.port.RegistryParser;

/** The warnings about a registry that was read. */
record RegistryWarnings(Progress progress) {

  void all(RegistryLoader.Text text) {
    outage(text);
    findings(text);
  }

  /** Warns if the source was missed and the last copy is used. */
  void outage(RegistryLoader.Text text) {
    text.missed()
        .ifPresent(
            failure ->
                progress.warn(
                    "the registry "
                        + text.name()
                        + " cannot be reached ("
                        + failure.getMessage()
                        + "); using the copy from the last time"));
  }

  /** The warnings of the parser. */
  void findings(RegistryLoader.Text text) {
    text.report()
        .findings(RegistryParser.Severity.WARNING)
        .forEach(finding -> progress.warn(text.name() + ":" + finding));
  }
}

package org.pumaguard.models.domain.port;

import org.pumaguard.models.domain.model.SourceRegistry;

/**
 * Formats a source registry as text that a {@link RegistryParser} parses to an equal registry. Safe
 * for use by many threads.
 */
public interface RegistryWriter {

  /** The registry as text in a format. */
  String write(SourceRegistry registry, Format format);

  /** Text formats. */
  enum Format {
    /** YAML, form 2. */
    YAML,
    /** JSON, a subset of YAML. */
    JSON
  }
}

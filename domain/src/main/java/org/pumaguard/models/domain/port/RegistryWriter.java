package org.pumaguard.models.domain.port;

import org.pumaguard.models.domain.model.SourceRegistry;

/** Writes a source registry so that a {@link RegistryParser} reads the same registry from it. */
public interface RegistryWriter {

  /** The registry as text in this format. */
  String write(SourceRegistry registry, Format format);

  /** What the text is. */
  enum Format {
    /** YAML, form 2. */
    YAML,
    /** JSON, which YAML readers read too. */
    JSON
  }
}

package org.pumaguard.models.domain.port;

import java.util.Optional;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.SourceRegistry;

/**
 * Formats a source registry as text that a {@link RegistryParser} parses to an equal registry. Safe
 * for use by many threads.
 */
public interface RegistryWriter {

  /** The registry as text in a format, with absolute sources. */
  default String write(SourceRegistry registry, Format format) {
    return write(registry, format, Optional.empty());
  }

  /**
   * The registry as text in a format.
   *
   * @param place the location that the text is parsed at; sources below it are written relative to
   *     it, so that the text is right under any address
   */
  String write(SourceRegistry registry, Format format, Optional<Location> place);

  /** Text formats. */
  enum Format {
    /** YAML, form 2. */
    YAML,
    /** JSON, a subset of YAML. */
    JSON
  }
}

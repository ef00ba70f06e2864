package org.pumaguard.models.domain.model;

import java.util.Locale;

/** States of a model in the cache. */
public enum ModelState {
  /** The content that the registry names is cached. */
  CACHED,
  /** Some bytes are on disk; no file is visible. */
  PARTIAL,
  /** Content is cached whose digest the registry no longer names. */
  OUTDATED,
  /** The visible file does not have the expected content. */
  DAMAGED,
  /** No bytes are on disk. */
  MISSING;

  /** The name in output. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}

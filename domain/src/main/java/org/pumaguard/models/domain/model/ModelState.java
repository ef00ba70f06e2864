package org.pumaguard.models.domain.model;

import java.util.Locale;

/** How a model of the registry stands in the cache. */
public enum ModelState {
  /** Whole, and what the registry asks for. */
  CACHED,
  /** Part of it is on disk, nothing is visible. */
  PARTIAL,
  /** Whole, but of a digest that the registry no longer names. */
  OUTDATED,
  /** A file is there that is not what it should be. */
  DAMAGED,
  /** Nothing is there. */
  MISSING;

  /** The word that users see. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package org.pumaguard.models.domain.cache;

import java.util.Locale;
import java.util.Optional;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;

/**
 * What reading every byte of a cached model showed.
 *
 * @param expected the digest that it should have, unless nothing is there
 * @param actual the digest that it has, unless nothing is there
 */
public record Verified(
    ModelName name, Result result, Optional<Sha256> expected, Optional<Sha256> actual) {

  /** How it is. */
  public enum Result {
    /** It is what it should be. */
    OK,
    /** It is not what it should be. */
    DAMAGED,
    /** Nothing is there. */
    MISSING;

    /** The word that users see. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

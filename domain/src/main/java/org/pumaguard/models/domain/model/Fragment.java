package org.pumaguard.models.domain.model;

import java.util.OptionalLong;

/**
 * One consecutive fragment of what is published, a file of its own at the source.
 *
 * @param name the name under which it is published
 * @param sha256 the digest of its bytes
 * @param size its length in bytes, where the registry says it
 */
public record Fragment(FileName name, Sha256 sha256, OptionalLong size) {

  public Fragment {
    NonNegative.check(size);
  }
}

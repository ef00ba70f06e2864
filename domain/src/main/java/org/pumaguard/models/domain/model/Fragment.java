package org.pumaguard.models.domain.model;

import java.util.OptionalLong;

/**
 * A consecutive part of a published file, published as a file of its own.
 *
 * @param name the name of the published fragment
 * @param sha256 the digest of its bytes
 * @param size the length in bytes; empty if the registry does not state it
 */
public record Fragment(FileName name, Sha256 sha256, OptionalLong size) {

  public Fragment {
    NonNegative.check(size);
  }
}

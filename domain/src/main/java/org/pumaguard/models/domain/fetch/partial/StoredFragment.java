package org.pumaguard.models.domain.fetch.partial;

import org.pumaguard.models.domain.digest.BlobHasher;
import org.pumaguard.models.domain.model.BlockSums;
import org.pumaguard.models.domain.model.ByteRange;

/** A fragment in the partial whose digest was verified. */
public sealed interface StoredFragment {

  /** Where it is in the partial. */
  ByteRange range();

  /** One of several fragments. */
  record Part(ByteRange range) implements StoredFragment {}

  /**
   * The whole model.
   *
   * @param sums the sums of its blocks
   */
  record Whole(ByteRange range, BlockSums sums) implements StoredFragment {}

  /** A fragment that was hashed by this hasher. */
  static StoredFragment of(ByteRange range, BlobHasher hasher) {
    return hasher
        .sums()
        .<StoredFragment>map(sums -> new Whole(range, sums))
        .orElseGet(() -> new Part(range));
  }
}

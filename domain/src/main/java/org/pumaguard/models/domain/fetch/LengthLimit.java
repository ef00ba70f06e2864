package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.util.OptionalLong;
import org.pumaguard.models.domain.fetch.partial.FragmentRegion;
import org.pumaguard.models.domain.fetch.partial.RangeAllocator;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.state.FreeSpaceCheck;

/**
 * The length that a fragment may have. A fragment of unknown length may be as long as the model, if
 * its size is declared, or as the disk has space for; a response without an end would fill the
 * disk.
 */
final class LengthLimit {

  /** The maximum length of a fragment whose length is unknown. */
  static final long MAX_UNKNOWN_BYTES = 256L << 30;

  /** Bytes between two looks at the free space, which other programs use too. */
  private static final long CHECK_BYTES = 16 << 20;

  private final FragmentRegion region;
  private final RangeAllocator ranges;
  private final FreeSpaceCheck space;
  private final OptionalLong declared;
  private long max = MAX_UNKNOWN_BYTES;
  private long checkedUpTo;

  /**
   * The limit of a fragment.
   *
   * @param ranges knows the length of the fragment as soon as it is announced
   */
  LengthLimit(Model model, FragmentRegion region, RangeAllocator ranges, FreeSpaceCheck space) {
    this.region = region;
    this.ranges = ranges;
    this.space = space;
    this.declared = declared(model);
  }

  private static OptionalLong declared(Model model) {
    // A compressed file may be longer than its content.
    return model.publication().compression().isPresent() ? OptionalLong.empty() : model.size();
  }

  /** A new response begins. */
  void reset() {
    max = declared.orElse(MAX_UNKNOWN_BYTES);
    checkedUpTo = 0;
  }

  /**
   * Checks whether bytes may be written, unless the length of the fragment is known.
   *
   * @param end the end of these bytes in the fragment
   * @throws LengthMismatch if that is more than the fragment may have
   */
  void checkUpTo(long end) throws IOException {
    if (ranges.total().isPresent()) {
      return;
    }
    if (declared.isEmpty() && end > checkedUpTo) {
      max = Math.min(max, spaceFrom(checkedUpTo));
      checkedUpTo = end + CHECK_BYTES;
    }
    checkAnnounced(end);
  }

  /**
   * Checks whether the fragment may have the announced length.
   *
   * @throws LengthMismatch if it may not
   */
  void checkAnnounced(long length) throws LengthMismatch {
    if (length > max) {
      throw LengthMismatch.more(
          "at most "
              + max
              + " bytes, which is "
              + (declared.isPresent() ? "the size of the model" : "what its disk has room for"));
    }
  }

  /**
   * Checks why no more bytes can be reserved: they belong to other requests, or are too many.
   *
   * @param at the end of the stored bytes
   * @param reserved what {@link RangeAllocator#reserve} returned
   * @throws LengthMismatch if the source sends more bytes than the fragment has
   */
  void checkEnd(long at, int reserved) throws LengthMismatch {
    long length = ranges.total().orElse(MAX_UNKNOWN_BYTES);
    if (reserved == 0 && at >= length) {
      throw LengthMismatch.more(length + " bytes");
    }
  }

  /** Bytes that an earlier response has left in the partial are overwritten. */
  private long spaceFrom(long from) throws IOException {
    long present = Math.max(from, region.partial().size() - region.base());
    return present + space.forUnknown();
  }
}

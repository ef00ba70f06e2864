package org.pumaguard.models.domain.digest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.pumaguard.models.domain.model.ByteRange;

/** Set operations on ranges of one file. */
public final class ByteRanges {

  private ByteRanges() {}

  /** The same bytes as the fewest ranges, sorted; without empty ranges. */
  public static List<ByteRange> merged(List<ByteRange> ranges) {
    List<ByteRange> merged = new ArrayList<>();
    for (ByteRange range :
        ranges.stream().sorted(Comparator.comparingLong(ByteRange::offset)).toList()) {
      int last = merged.size() - 1;
      if (last >= 0 && merged.get(last).end() >= range.offset()) {
        ByteRange before = merged.remove(last);
        merged.add(between(before.offset(), Math.max(before.end(), range.end())));
      } else if (range.length() > 0) {
        merged.add(range);
      }
    }
    return merged;
  }

  /** The parts of these ranges inside the bounds. */
  public static List<ByteRange> within(ByteRange bounds, List<ByteRange> ranges) {
    List<ByteRange> within = new ArrayList<>();
    for (ByteRange range : ranges) {
      long from = Math.max(range.offset(), bounds.offset());
      long to = Math.min(range.end(), bounds.end());
      if (from < to) {
        within.add(between(from, to));
      }
    }
    return within;
  }

  /** The parts of the bounds that are in none of these ranges. */
  public static List<ByteRange> gaps(ByteRange bounds, List<ByteRange> merged) {
    List<ByteRange> gaps = new ArrayList<>();
    long from = bounds.offset();
    for (ByteRange range : within(bounds, merged)) {
      if (range.offset() > from) {
        gaps.add(between(from, range.offset()));
      }
      from = range.end();
    }
    if (from < bounds.end()) {
      gaps.add(between(from, bounds.end()));
    }
    return gaps;
  }

  /** The sum of the lengths in bytes. */
  public static long length(List<ByteRange> ranges) {
    return ranges.stream().mapToLong(ByteRange::length).sum();
  }

  private static ByteRange between(long from, long to) {
    return new ByteRange(from, to - from);
  }
}

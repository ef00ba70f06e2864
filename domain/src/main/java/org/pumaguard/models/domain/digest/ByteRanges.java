package org.pumaguard.models.domain.digest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.pumaguard.models.domain.model.ByteRange;

/** Runs of bytes of one file, in order and without overlap. */
public final class ByteRanges {

  private ByteRanges() {}

  /** The same bytes as as few runs as possible; empty ones are left out. */
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

  /** What of these lies in a range. */
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

  /** What of a range these leave out. */
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

  /** How many bytes they have together. */
  public static long length(List<ByteRange> ranges) {
    return ranges.stream().mapToLong(ByteRange::length).sum();
  }

  private static ByteRange between(long from, long to) {
    return new ByteRange(from, to - from);
  }
}

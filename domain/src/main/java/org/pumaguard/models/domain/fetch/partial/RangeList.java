package org.pumaguard.models.domain.fetch.partial;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.pumaguard.models.domain.digest.ByteRanges;
import org.pumaguard.models.domain.model.ByteRange;

/** The ranges of a fragment in order, without overlap. Guarded by the {@link RangeAllocator}. */
final class RangeList {

  private final List<AllocatedRange> ranges = new ArrayList<>();

  /** Adds a range, which overlaps no other. */
  void add(AllocatedRange range) {
    ranges.add(range);
    ranges.sort(Comparator.comparingLong(AllocatedRange::from));
  }

  void remove(AllocatedRange range) {
    ranges.remove(range);
  }

  void clear() {
    ranges.clear();
  }

  boolean contains(AllocatedRange range) {
    return ranges.contains(range);
  }

  /** The ranges that requests fetch. */
  List<AllocatedRange> active() {
    return ranges.stream().filter(AllocatedRange::isActive).toList();
  }

  /** Ends each range after its reserved bytes, for good. */
  void dropAll() {
    ranges.forEach(AllocatedRange::drop);
  }

  /** Whether bytes of a range are being written. */
  boolean isBeingWritten() {
    return ranges.stream().anyMatch(AllocatedRange::isBeingWritten);
  }

  /** Extends active ranges up to the next range, as far as their requests asked. */
  void extendAll(long end) {
    long limit = end;
    for (int i = ranges.size() - 1; i >= 0; i--) {
      AllocatedRange range = ranges.get(i);
      if (range.isActive()) {
        range.extend(limit);
      }
      limit = range.from();
    }
  }

  /** The first bytes before this end that are in no range; an empty range if there are none. */
  ByteRange firstGap(long end) {
    long from = 0;
    for (AllocatedRange range : ranges) {
      if (range.from() > from) {
        return new ByteRange(from, range.from() - from);
      }
      from = range.limit();
    }
    return new ByteRange(from, Math.max(0, end - from));
  }

  /** The end of the bytes that are present without a gap from an offset. */
  long reach(long offset) {
    long end = offset;
    for (AllocatedRange range : ranges) {
      if (range.from() <= end && range.to() > end) {
        end = range.to();
      }
    }
    return end;
  }

  /** The number of present bytes. */
  long present() {
    return ranges.stream().mapToLong(range -> range.to() - range.from()).sum();
  }

  /** The present bytes, in order. */
  List<ByteRange> presentRanges() {
    return ByteRanges.merged(
        ranges.stream()
            .map(range -> new ByteRange(range.from(), range.to() - range.from()))
            .toList());
  }
}

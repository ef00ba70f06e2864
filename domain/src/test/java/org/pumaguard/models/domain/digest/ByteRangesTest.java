package org.pumaguard.models.domain.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.ByteRange;

class ByteRangesTest {

  @Test
  void mergesAdjacentAndOverlappingRanges() {
    assertEquals(
        List.of(new ByteRange(0, 30), new ByteRange(40, 5)),
        ByteRanges.merged(
            List.of(
                new ByteRange(40, 5),
                new ByteRange(10, 20),
                new ByteRange(0, 10),
                new ByteRange(5, 3),
                new ByteRange(35, 0))));
  }

  @Test
  void reportsNoEmptyRanges() {
    ByteRange bounds = new ByteRange(10, 10);
    List<ByteRange> atTheStart = List.of(new ByteRange(0, 10), new ByteRange(10, 4));
    List<ByteRange> atTheEnd = List.of(new ByteRange(14, 6), new ByteRange(20, 5));

    assertEquals(List.of(new ByteRange(10, 4)), ByteRanges.within(bounds, atTheStart));
    assertEquals(List.of(new ByteRange(14, 6)), ByteRanges.within(bounds, atTheEnd));
    assertEquals(List.of(new ByteRange(14, 6)), ByteRanges.gaps(bounds, atTheStart));
    assertEquals(List.of(new ByteRange(10, 4)), ByteRanges.gaps(bounds, atTheEnd));
    assertEquals(List.of(), ByteRanges.gaps(bounds, List.of(bounds)));
  }

  /** Compares with a model of one bit for each byte. */
  @RepeatedTest(50)
  void agreesWithASetOfBits(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<ByteRange> ranges = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      ranges.add(new ByteRange(random.nextInt(50), random.nextInt(20)));
    }
    ByteRange bounds = new ByteRange(random.nextInt(30), random.nextInt(40));
    List<ByteRange> merged = ByteRanges.merged(ranges);
    assertEquals(bits(ranges), bits(merged));
    assertEquals(bits(merged).cardinality(), ByteRanges.length(merged));
    BitSet inside = bits(ranges);
    inside.and(bits(List.of(bounds)));
    assertEquals(inside, bits(ByteRanges.within(bounds, merged)));
    BitSet outside = bits(List.of(bounds));
    outside.andNot(bits(ranges));
    assertEquals(outside, bits(ByteRanges.gaps(bounds, merged)));
  }

  private static BitSet bits(List<ByteRange> ranges) {
    BitSet bits = new BitSet();
    ranges.forEach(range -> bits.set((int) range.offset(), (int) range.end()));
    return bits;
  }
}

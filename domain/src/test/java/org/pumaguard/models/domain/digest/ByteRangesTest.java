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
  void joinsWhatTouchesOrOverlaps() {
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

  /** Against the same with a bit for each byte. */
  @RepeatedTest(50)
  void bytesAreInOneOrTheOther(RepetitionInfo repetition) {
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

package org.pumaguard.models.domain.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pumaguard.models.domain.port.Progress.Amount;

class ModelLengthTest {

  private static final long UNKNOWN = -1;
  private static final long FRAGMENT = 50_331_648;

  @Test
  void aSingleFileHasItsOwnLength() {
    assertEquals(ModelLength.exactly(OptionalLong.of(7)), ModelLength.of(new long[] {7}));
    assertEquals(ModelLength.UNKNOWN, ModelLength.of(new long[] {UNKNOWN}));
  }

  @Test
  void oneFragmentStandsForTheOthersAndHalfOfItForTheLast() {
    long[] lengths = unknown(19);
    lengths[3] = FRAGMENT;
    assertEquals(
        new ModelLength(OptionalLong.of(18 * FRAGMENT + FRAGMENT / 2), true),
        ModelLength.of(lengths));
  }

  @Test
  void theLastFragmentAloneTellsNothing() {
    long[] lengths = unknown(19);
    lengths[18] = 4711;
    assertEquals(ModelLength.UNKNOWN, ModelLength.of(lengths));
  }

  @Test
  void fragmentsOfDifferentLengthsAreAveraged() {
    assertEquals(
        new ModelLength(OptionalLong.of(10 + 30 + 20 + 10), true),
        ModelLength.of(new long[] {10, UNKNOWN, 30, UNKNOWN}));
  }

  @Test
  void aSumBeyondTheLongestFileIsUnknown() {
    assertEquals(
        ModelLength.UNKNOWN, ModelLength.of(new long[] {Long.MAX_VALUE, UNKNOWN, UNKNOWN}));
    assertEquals(ModelLength.UNKNOWN, ModelLength.of(new long[] {Long.MAX_VALUE, Long.MAX_VALUE}));
  }

  /** Of a file in equal fragments and a rest, as publishers divide it. */
  @ParameterizedTest
  @MethodSource("seeds")
  void anyFragmentButTheLastGivesATotalWithinTenPoints(long seed) {
    Random random = new Random(seed);
    int fragments = 6 + random.nextInt(200);
    long length = 1000L + random.nextInt(Integer.MAX_VALUE);
    long total = (fragments - 1) * length + 1 + (long) (random.nextDouble() * (length - 1));
    long[] lengths = unknown(fragments);
    lengths[random.nextInt(fragments - 1)] = length;
    ModelLength estimate = ModelLength.of(lengths);
    assertTrue(estimate.isEstimate());
    for (int tenth = 0; tenth <= 10; tenth++) {
      long bytes = total / 10 * tenth;
      double shown = 100.0 * bytes / amount(bytes, estimate).total().orElseThrow();
      assertTrue(Math.abs(shown - 100.0 * bytes / total) <= 10, () -> shown + " %");
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void anAmountIsNeverAboveItsTotal(long seed) {
    Random random = new Random(seed);
    long bytes = random.nextLong() >>> 1;
    Amount amount = amount(bytes, ModelLength.of(some(all(random), random)));
    assertTrue(amount.total().orElse(bytes) >= amount.bytes());
  }

  /** Lengths become known in any order; a total that is exact stays exact, and is the sum. */
  @ParameterizedTest
  @MethodSource("seeds")
  void theTotalIsExactFromTheLastLengthOnAndNotBefore(long seed) {
    long[] lengths = all(new Random(seed));
    List<Integer> order = new ArrayList<>(IntStream.range(0, lengths.length).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    long[] known = unknown(lengths.length);
    for (int next : order) {
      ModelLength before = ModelLength.of(known);
      assertTrue(before.isEstimate() || before.bytes().isEmpty());
      known[next] = lengths[next];
    }
    assertEquals(
        ModelLength.exactly(OptionalLong.of(Arrays.stream(lengths).sum())), ModelLength.of(known));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void anEstimateIsNotBelowWhatIsKnown(long seed) {
    Random random = new Random(seed);
    long[] lengths = some(all(random), random);
    long known = Arrays.stream(lengths).filter(length -> length >= 0).sum();
    assertTrue(ModelLength.of(lengths).bytes().orElse(known) >= known);
  }

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  private static long[] all(Random random) {
    return random.longs(1 + random.nextInt(40), 0, 1L << 40).toArray();
  }

  private static long[] some(long[] lengths, Random random) {
    return Arrays.stream(lengths).map(length -> random.nextBoolean() ? length : UNKNOWN).toArray();
  }

  private static long[] unknown(int fragments) {
    long[] lengths = new long[fragments];
    Arrays.fill(lengths, UNKNOWN);
    return lengths;
  }

  private static Amount amount(long bytes, ModelLength length) {
    return new Amount(bytes, length.bytes(), length.isEstimate(), 0, 0, 0);
  }
}

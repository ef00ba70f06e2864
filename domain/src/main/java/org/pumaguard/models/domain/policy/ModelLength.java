package org.pumaguard.models.domain.policy;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The length of a published model in bytes.
 *
 * <p>Where a registry omits sizes, the lengths of fragments become known one after the other. The
 * publishers of models divide a file into fragments of one length and a shorter rest, so the mean
 * of the known fragments, without the last one, stands for each unknown one, and half of it for an
 * unknown last one: the expected value of a rest.
 *
 * @param bytes empty if unknown
 * @param isEstimate whether a fragment was estimated
 */
public record ModelLength(OptionalLong bytes, boolean isEstimate) {

  /** Nothing is known. */
  public static final ModelLength UNKNOWN = new ModelLength(OptionalLong.empty(), false);

  /** A length that is known exactly, or not at all. */
  public static ModelLength exactly(OptionalLong bytes) {
    return new ModelLength(bytes, false);
  }

  /**
   * The length of a model in fragments.
   *
   * @param lengths of the fragments, in order; negative if unknown
   */
  public static ModelLength of(long[] lengths) {
    int last = lengths.length - 1;
    double known = Arrays.stream(lengths).filter(length -> length >= 0).asDoubleStream().sum();
    double mean =
        Arrays.stream(lengths, 0, Math.max(0, last))
            .filter(length -> length >= 0)
            .average()
            .orElse(Double.NaN);
    double estimated = 0;
    for (int i = 0; i <= last; i++) {
      if (lengths[i] < 0) {
        estimated += i == last ? mean / 2 : mean;
      }
    }
    if (Double.isNaN(estimated) || known + estimated >= Long.MAX_VALUE) {
      return UNKNOWN;
    }
    boolean isComplete = Arrays.stream(lengths).allMatch(length -> length >= 0);
    long sum = Arrays.stream(lengths).filter(length -> length >= 0).sum();
    return new ModelLength(OptionalLong.of(sum + Math.round(estimated)), !isComplete);
  }

  /**
   * As {@code equals}, which the JDK links with a handle that keeps this class, and so its class
   * loader, in memory.
   */
  public boolean isSameAs(ModelLength other) {
    return bytes.equals(other.bytes) && isEstimate == other.isEstimate;
  }
}

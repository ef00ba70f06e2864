package org.pumaguard.models.domain.policy;

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
    // Asked for with each buffer that arrives: plain loops leave no garbage.
    int last = lengths.length - 1;
    long sum = 0;
    // As a double too, which does not overflow.
    double known = 0;
    double knownBeforeLast = 0;
    int counted = 0;
    double unknown = 0;
    for (int i = 0; i <= last; i++) {
      if (lengths[i] < 0) {
        unknown += i == last ? 0.5 : 1;
      } else {
        sum += lengths[i];
        known += lengths[i];
        if (i < last) {
          knownBeforeLast += lengths[i];
          counted++;
        }
      }
    }
    double estimated = unknown == 0 ? 0 : unknown * knownBeforeLast / counted;
    if (Double.isNaN(estimated) || known + estimated >= Long.MAX_VALUE) {
      return UNKNOWN;
    }
    return new ModelLength(OptionalLong.of(sum + Math.round(estimated)), unknown > 0);
  }

  /**
   * As {@code equals}, which the JDK links with a handle that keeps this class, and so its class
   * loader, in memory.
   */
  public boolean isSameAs(ModelLength other) {
    return bytes.equals(other.bytes) && isEstimate == other.isEstimate;
  }
}

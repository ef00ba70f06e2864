package org.pumaguard.models.domain.policy;

/**
 * How many requests for content may run at once.
 *
 * @param initial the number at the beginning
 * @param min the number below which it never falls, at least 1
 * @param max the number above which it never rises
 */
public record Parallelism(int initial, int min, int max) {

  /** Starts with 8 requests and adapts between 2 and 16. */
  public static final Parallelism ADAPTIVE = new Parallelism(8, 2, 16);

  /**
   * Validates the numbers.
   *
   * @throws IllegalArgumentException unless {@code 1 <= min <= initial <= max}
   */
  public Parallelism {
    if (min < 1 || initial < min || max < initial) {
      throw new IllegalArgumentException(
          "parallel must be at least 1, and between its bounds: "
              + min
              + ", "
              + initial
              + ", "
              + max);
    }
  }

  /**
   * Always the same number.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public static Parallelism exactly(int requests) {
    if (requests < 1) {
      throw new IllegalArgumentException("parallel must be at least 1: " + requests);
    }
    return new Parallelism(requests, requests, requests);
  }
}

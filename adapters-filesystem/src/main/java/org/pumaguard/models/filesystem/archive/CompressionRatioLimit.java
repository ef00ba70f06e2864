package org.pumaguard.models.filesystem.archive;

/**
 * Recognises archive bombs: archives that expand to far more bytes than real data would.
 *
 * @param maxRatio expanded bytes per compressed byte
 */
public record CompressionRatioLimit(long maxRatio) {

  /** A thousand to one. */
  public static final CompressionRatioLimit DEFAULT = new CompressionRatioLimit(1000);

  /** Below this many expanded bytes every ratio is accepted. */
  private static final long MIN_BYTES = 64L << 20;

  /** Whether these sizes exceed the limit. */
  public boolean isExceeded(long expanded, long compressed) {
    return expanded > MIN_BYTES && expanded / Math.max(1, compressed) > maxRatio;
  }

  /**
   * Whether these sizes are within a factor of two of the limit. A writer stops there, as a reader
   * that buffers differently sees other intermediate ratios.
   */
  public boolean isNear(long expanded, long compressed) {
    return expanded > MIN_BYTES / 2 && expanded / Math.max(1, compressed) > maxRatio / 2;
  }
}

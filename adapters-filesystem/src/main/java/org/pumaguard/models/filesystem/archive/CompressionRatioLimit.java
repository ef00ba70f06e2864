package org.pumaguard.models.filesystem.archive;

/**
 * How many bytes come out of each byte of an archive: beyond a thousand, it is taken for one that
 * is made to fill disks.
 */
public final class CompressionRatioLimit {

  private static final long MOST = 1000;

  /** Below this many bytes no ratio is suspicious. */
  private static final long FREE_BYTES = 64L << 20;

  private CompressionRatioLimit() {}

  /** Whether so many bytes are suspicious. */
  public static boolean isSuspicious(long plain, long packed) {
    return plain > FREE_BYTES && plain / Math.max(1, packed) > MOST;
  }

  /** Whether so many bytes may become suspicious to whoever reads them, who counts otherwise. */
  public static boolean mayBecomeSuspicious(long plain, long packed) {
    return plain > FREE_BYTES / 2 && plain / Math.max(1, packed) > MOST / 2;
  }
}

package org.pumaguard.models.domain.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * What the file system says of a file without reading it. While it stays the same, the file is
 * taken to be the one that was verified.
 *
 * @param size in bytes
 * @param mtime when the content was changed, in nanoseconds since the epoch
 * @param ctime when anything of the file was changed, in nanoseconds since the epoch
 * @param inode the file's number in its file system
 */
public record Fingerprint(long size, long mtime, long ctime, long inode) {

  private static final long NANOS = 1_000_000_000;

  /** The longest that a file system's clock stands still: FAT's does so for two seconds. */
  private static final Duration COARSEST = Duration.ofSeconds(2);

  // Written out, since every look at a file compares them, and the generated one is linked at run
  // time, which takes long.
  @Override
  public boolean equals(Object other) {
    return other instanceof Fingerprint that
        && size == that.size
        && mtime == that.mtime
        && ctime == that.ctime
        && inode == that.inode;
  }

  @Override
  public int hashCode() {
    return Objects.hash(size, mtime, ctime, inode);
  }

  /**
   * Whether both are looks of one file whose content was not changed in between: linking, unlinking
   * and making read-only change no more than the ctime.
   */
  public boolean isSameFile(Fingerprint other) {
    return inode == other.inode && size == other.size && mtime == other.mtime;
  }

  /**
   * Whether a file that looks like this may have been changed after it was verified, and look the
   * same: on a disk that knows whole seconds only, when its content was changed less than two
   * seconds before or after. Finer clocks, which stand still for some milliseconds, are trusted.
   */
  public boolean mayHideChanges(Instant verifiedAt) {
    if (mtime % NANOS != 0 || ctime % NANOS != 0) {
      return false;
    }
    Instant changed = Instant.ofEpochSecond(mtime / NANOS);
    return Duration.between(changed, verifiedAt).abs().compareTo(COARSEST) < 0;
  }
}

package org.pumaguard.models.domain.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * File attributes that change with the content. A file whose fingerprint equals the recorded one is
 * treated as unchanged since it was verified.
 *
 * @param size in bytes
 * @param mtime the time of the last change of the content, in nanoseconds since the epoch
 * @param ctime the time of the last change of content or attributes, in nanoseconds since the epoch
 * @param inode the inode number
 */
public record Fingerprint(long size, long mtime, long ctime, long inode) {

  private static final long NANOS = 1_000_000_000;

  /** The coarsest timestamp resolution of a file system: two seconds on FAT. */
  private static final Duration COARSEST = Duration.ofSeconds(2);

  // Written by hand: each check of a file compares fingerprints, and the generated methods are
  // linked
  // at run time, which is slow at start-up.
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
   * Whether both are fingerprints of one file with the same content. Linking, unlinking and
   * changing permissions change the ctime only.
   */
  public boolean isSameFile(Fingerprint other) {
    return inode == other.inode && size == other.size && mtime == other.mtime;
  }

  /**
   * Whether a copy that kept size and mtime looks like the verified file. Archives of container
   * layers store whole seconds, so with such a time the two may differ by less than a second. A
   * fingerprint without a ctime was never that of a verified file.
   */
  public boolean isOfCopy(Fingerprint copy) {
    if (size != copy.size || ctime == 0) {
      return false;
    }
    boolean isWhole = mtime % NANOS == 0 || copy.mtime % NANOS == 0;
    return mtime == copy.mtime || (isWhole && Math.abs(mtime - copy.mtime) < NANOS);
  }

  /**
   * Whether a change after the verification may have left the fingerprint the same. That is so on a
   * file system with timestamps in whole seconds, if the content was modified less than two seconds
   * before or after the verification. Finer timestamps are trusted.
   */
  public boolean mayHideChanges(Instant verifiedAt) {
    if (mtime % NANOS != 0 || ctime % NANOS != 0) {
      return false;
    }
    Instant changed = Instant.ofEpochSecond(mtime / NANOS);
    return Duration.between(changed, verifiedAt).abs().compareTo(COARSEST) < 0;
  }
}

package org.pumaguard.models.domain.model;

/**
 * A run of bytes inside a file.
 *
 * @param offset where it begins, in bytes
 * @param length how many bytes it has
 */
public record ByteRange(long offset, long length) {

  public ByteRange {
    if (offset < 0 || length < 0 || length > Long.MAX_VALUE - offset) {
      throw new IllegalArgumentException("no range: offset " + offset + ", length " + length);
    }
  }

  /** The first offset behind it. */
  public long end() {
    return offset + length;
  }
}

package org.pumaguard.models.domain.model;

/**
 * A range of bytes of a file.
 *
 * @param offset of the first byte
 * @param length in bytes
 */
public record ByteRange(long offset, long length) {

  public ByteRange {
    if (offset < 0 || length < 0 || length > Long.MAX_VALUE - offset) {
      throw new IllegalArgumentException("invalid range: offset " + offset + ", length " + length);
    }
  }

  /** The offset after the last byte. */
  public long end() {
    return offset + length;
  }
}

package org.pumaguard.models.domain.model;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Checksums (CRC-32C) of the consecutive blocks of some content. They locate damage in a file; only
 * the SHA-256 digest proves that content is right.
 */
public final class BlockSums {

  /** The length of each block but the last, in bytes. */
  public static final int BLOCK_BYTES = 1 << 20;

  private final long size;
  private final int[] sums;

  /**
   * The checksums of content.
   *
   * @param size the length of the content in bytes
   * @param sums one checksum for each block
   * @throws IllegalArgumentException if the numbers of checksums and blocks differ
   */
  public BlockSums(long size, int... sums) {
    if (size < 0 || sums.length != count(size)) {
      throw new IllegalArgumentException(sums.length + " checksums of " + size + " bytes");
    }
    this.size = size;
    this.sums = sums.clone();
  }

  /** The number of blocks of content with this length in bytes. */
  public static long count(long size) {
    return size / BLOCK_BYTES + (size % BLOCK_BYTES == 0 ? 0 : 1);
  }

  /** The length of the content in bytes. */
  public long size() {
    return size;
  }

  /** The number of blocks. */
  public int count() {
    return sums.length;
  }

  /** The checksum of a block, counted from 0. */
  public int sum(int block) {
    return sums[block];
  }

  /** The offset and length of a block, counted from 0. */
  public ByteRange range(int block) {
    long offset = (long) block * BLOCK_BYTES;
    return new ByteRange(offset, Math.min(BLOCK_BYTES, size - offset));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlockSums that && size == that.size && Arrays.equals(sums, that.sums);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sums);
  }

  @Override
  public String toString() {
    return sums.length + " checksums of " + size + " bytes";
  }

  /** Computes checksums of bytes in order. For use by one thread at a time. */
  public static final class Builder {

    private final CRC32C current = new CRC32C();
    private int[] done = new int[16];
    private int count;
    private long size;

    /** Adds all remaining bytes of the buffer. */
    public void update(ByteBuffer bytes) {
      int end = bytes.limit();
      while (bytes.hasRemaining()) {
        int left = BLOCK_BYTES - (int) (size % BLOCK_BYTES);
        bytes.limit(bytes.position() + Math.min(left, bytes.remaining()));
        size += bytes.remaining();
        current.update(bytes);
        bytes.limit(end);
        if (size % BLOCK_BYTES == 0) {
          end();
        }
      }
    }

    private void end() {
      if (count == done.length) {
        done = Arrays.copyOf(done, 2 * count);
      }
      done[count] = (int) current.getValue();
      count++;
      current.reset();
    }

    /** The checksums of all bytes so far. Only {@link #reset} may follow. */
    public BlockSums build() {
      if (size % BLOCK_BYTES != 0 && count < count(size)) {
        end();
      }
      return new BlockSums(size, Arrays.copyOf(done, count));
    }

    /** Starts over. */
    public void reset() {
      current.reset();
      count = 0;
      size = 0;
    }
  }
}

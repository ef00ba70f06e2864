package org.pumaguard.models.domain.port;

import java.nio.ByteBuffer;

/** Content in memory. */
public final class BytesContent implements Content {

  private final byte[] bytes;

  /** These bytes. */
  public BytesContent(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public int read(long offset, ByteBuffer into) {
    if (offset >= bytes.length) {
      return -1;
    }
    int count = (int) Math.min(into.remaining(), bytes.length - offset);
    into.put(bytes, (int) offset, count);
    return count;
  }

  @Override
  public void close() {}
}

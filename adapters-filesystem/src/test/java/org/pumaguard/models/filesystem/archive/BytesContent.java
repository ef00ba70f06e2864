package org.pumaguard.models.filesystem.archive;

import java.nio.ByteBuffer;
import org.pumaguard.models.domain.port.Content;

/** In-memory content. */
final class BytesContent implements Content {

  private final byte[] bytes;

  BytesContent(byte[] bytes) {
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

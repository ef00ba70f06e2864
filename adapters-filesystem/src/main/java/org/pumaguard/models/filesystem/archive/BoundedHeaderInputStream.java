package org.pumaguard.models.filesystem.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Limits the bytes that an archive reader consumes for one header. Readers keep headers in memory,
 * and a tar header may declare a name or an attribute table of any length.
 */
final class BoundedHeaderInputStream extends FilterInputStream {

  private static final long MAX_HEADER_BYTES = 1 << 20;

  private long remaining = Long.MAX_VALUE;

  BoundedHeaderInputStream(InputStream in) {
    super(in);
  }

  /** Starts counting. */
  void beginHeader() {
    remaining = MAX_HEADER_BYTES;
  }

  /** Stops counting; the content of an entry is unlimited. */
  void endHeader() {
    remaining = Long.MAX_VALUE;
  }

  @Override
  public int read() throws IOException {
    int one = super.read();
    count(one < 0 ? 0 : 1);
    return one;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    count(Math.max(0, read));
    return read;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(int bytes) throws IOException {
    remaining -= bytes;
    if (remaining < 0) {
      throw new IOException("archive header exceeds 1 MiB");
    }
  }
}

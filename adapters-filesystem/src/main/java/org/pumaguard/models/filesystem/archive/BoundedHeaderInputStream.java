package org.pumaguard.models.filesystem.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What an archive reader takes for headers, which it keeps in memory: so much and no more. A tar
 * may announce a name, or a table of attributes, of any length.
 */
final class BoundedHeaderInputStream extends FilterInputStream {

  private static final long MOST_BYTES = 1 << 20;

  private long left = Long.MAX_VALUE;

  BoundedHeaderInputStream(InputStream in) {
    super(in);
  }

  /** Headers come now. */
  void beginHeader() {
    left = MOST_BYTES;
  }

  /** Content comes now, which is not kept. */
  void endHeader() {
    left = Long.MAX_VALUE;
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
    left -= bytes;
    if (left < 0) {
      throw new IOException("a header in it is longer than 1 MiB");
    }
  }
}

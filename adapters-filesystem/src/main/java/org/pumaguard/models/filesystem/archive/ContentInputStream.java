package org.pumaguard.models.filesystem.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.pumaguard.models.domain.port.Content;

/** Content as a stream. Closing the stream does not close the content. */
final class ContentInputStream extends InputStream {

  private final Content content;
  private long position;

  ContentInputStream(Content content) {
    this.content = content;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int count = content.read(position, ByteBuffer.wrap(bytes, offset, length));
    position += Math.max(count, 0);
    return count;
  }
}

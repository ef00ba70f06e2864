package org.pumaguard.models.domain.port;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Bytes on disk, readable at any offset. Safe for use by many threads. The caller that opens
 * content closes it, after all reads have returned.
 */
public interface Content extends Closeable {

  /** The length in bytes. */
  long size() throws IOException;

  /**
   * Reads bytes into the buffer, as many as fit or remain.
   *
   * @param offset in bytes from the start
   * @return the number of bytes read; −1 at or beyond the end, as in {@link
   *     java.nio.channels.FileChannel#read}
   */
  int read(long offset, ByteBuffer into) throws IOException;

  /** A read failure of the content that is copied from, as opposed to a failure of the target. */
  final class Unreadable extends IOException {

    private static final long serialVersionUID = 1L;

    /** A read failure with the message of its cause. */
    public Unreadable(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }
}

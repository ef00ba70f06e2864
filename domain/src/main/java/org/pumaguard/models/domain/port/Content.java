package org.pumaguard.models.domain.port;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Bytes on disk that can be read at any offset, by many threads at once. Whoever opens it closes
 * it.
 */
public interface Content extends Closeable {

  /** The length in bytes. */
  long size() throws IOException;

  /**
   * Reads bytes into the buffer, as many as fit or there are.
   *
   * @return how many were read, −1 at the end, as {@link java.nio.channels.FileChannel#read} has it
   */
  int read(long offset, ByteBuffer into) throws IOException;

  /**
   * Bytes that should be there can't be read: the trouble of who has them, not of who wants them.
   */
  final class Unreadable extends IOException {

    private static final long serialVersionUID = 1L;

    /** Says so. */
    public Unreadable(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }
}

package org.pumaguard.models.domain.digest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;

/**
 * Reads ranges of content through one buffer, which is kept from range to range: however long the
 * content, a reader occupies at most {@link Hashing#BUFFER_BYTES}. The buffer is on the heap, since
 * a digest copies the bytes of a direct one. For use by one thread at a time.
 */
public final class ContentReader {

  private ByteBuffer buffer = ByteBuffer.allocate(0);

  /**
   * Passes a range to a receiver, up to the end of the content.
   *
   * @param receiver gets the bytes in order; the buffer is valid during the call
   * @param read is told how many bytes of the range were passed so far
   */
  public void read(
      Content content,
      ByteRange range,
      Cancellation cancellation,
      Consumer<ByteBuffer> receiver,
      LongConsumer read)
      throws IOException {
    reserve(range.length());
    long offset = range.offset();
    while (offset < range.end()) {
      cancellation.check();
      buffer.clear().limit((int) Math.min(buffer.capacity(), range.end() - offset));
      int count = content.read(offset, buffer);
      if (count < 0) {
        return;
      }
      receiver.accept(buffer.flip());
      offset += count;
      read.accept(offset - range.offset());
    }
  }

  /** Short content gets a short buffer; a growing one is replaced a few times at most. */
  private void reserve(long length) {
    if (buffer.capacity() < Math.min(length, Hashing.BUFFER_BYTES)) {
      long wanted = Math.max(length, 2L * buffer.capacity());
      buffer = ByteBuffer.allocate((int) Math.min(wanted, Hashing.BUFFER_BYTES));
    }
  }
}

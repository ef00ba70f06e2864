package org.pumaguard.models.domain.digest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.pumaguard.models.domain.concurrent.TaskGroup;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.port.Content;

/**
 * Reads a range of content in a background thread while the caller hashes the bytes before: a copy
 * from the page cache takes a quarter of the time of hashing, a read from disk longer.
 */
final class ReadAhead {

  /** Large enough that the threads rarely wake each other, which is slow. */
  private static final int BUFFER_BYTES = 1024 * 1024;

  private static final int BUFFERS = 3;

  private final Content content;
  private final ByteRange range;
  private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(BUFFERS + 1);

  /** An empty buffer marks the end. */
  private final BlockingQueue<ByteBuffer> full = new ArrayBlockingQueue<>(BUFFERS + 1);

  private volatile boolean stopped;

  private ReadAhead(Content content, ByteRange range) {
    this.content = content;
    this.range = range;
    for (int i = 0; i < BUFFERS; i++) {
      // Heap buffers are hashed without a copy; the background thread copies into them.
      free.add(ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, range.length())));
    }
  }

  /**
   * Passes the bytes of a range in order to a receiver, in the calling thread, up to the end of the
   * content. The background thread has ended when this method returns or throws.
   *
   * @param executor must start a thread at once
   */
  static void read(
      Content content, ByteRange range, ExecutorService executor, Consumer<ByteBuffer> receiver)
      throws IOException {
    ReadAhead ahead = new ReadAhead(content, range);
    Future<?> reading = executor.submit(ahead::readAll);
    try {
      for (ByteBuffer next = take(ahead.full); next.hasRemaining(); next = take(ahead.full)) {
        receiver.accept(next);
        ahead.free.add(next.clear());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClosedByInterruptException();
    } finally {
      ahead.stopped = true;
      ahead.free.add(ByteBuffer.allocate(0));
      TaskGroup.get(reading);
    }
  }

  private static ByteBuffer take(BlockingQueue<ByteBuffer> queue) throws InterruptedException {
    return queue.take();
  }

  private Void readAll() throws IOException, InterruptedException {
    try {
      long offset = range.offset();
      while (offset < range.end()) {
        ByteBuffer buffer = take(free);
        if (stopped) {
          return null;
        }
        buffer.limit((int) Math.min(buffer.capacity(), range.end() - offset));
        int n = content.read(offset, buffer);
        if (n < 0) {
          return null;
        }
        offset += n;
        full.add(buffer.flip());
      }
      return null;
    } finally {
      full.add(ByteBuffer.allocate(0));
    }
  }
}

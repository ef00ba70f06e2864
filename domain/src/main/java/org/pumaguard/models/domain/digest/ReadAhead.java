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
 * Reads a range of content in a thread of its own while another works on what came before: copying
 * bytes out of the system's cache takes a quarter of the time of hashing them, and longer where the
 * disk is asked.
 */
final class ReadAhead {

  /** So large that two threads need not meet often: waking the other one takes its time. */
  private static final int BUFFER_BYTES = 1024 * 1024;

  private static final int BUFFERS = 3;

  private final Content content;
  private final ByteRange range;
  private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(BUFFERS + 1);

  /** An empty buffer is the end. */
  private final BlockingQueue<ByteBuffer> full = new ArrayBlockingQueue<>(BUFFERS + 1);

  private volatile boolean stopped;

  private ReadAhead(Content content, ByteRange range) {
    this.content = content;
    this.range = range;
    for (int i = 0; i < BUFFERS; i++) {
      // In the heap, where they can be hashed as they are: to copy them there is for this thread.
      free.add(ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, range.length())));
    }
  }

  /**
   * Hands on the bytes of a range in order, in the calling thread. A range that is cut short comes
   * as far as it goes. Whatever happens, nobody reads any more when this returns.
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

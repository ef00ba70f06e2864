package org.pumaguard.models.server.http;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.LongConsumer;
import org.pumaguard.models.domain.model.ByteRange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/**
 * Sends a range of a file as a response body: a short one from a buffer, a long one with sendfile,
 * which copies nothing into this process. If the file is truncated or unreadable, the connection is
 * closed early, so the client detects the missing bytes.
 */
public final class FileSender implements ChannelListener<StreamSinkChannel> {

  private static final Logger LOG = LoggerFactory.getLogger(FileSender.class);

  /** Maximum bytes to send before the I/O thread serves other connections. */
  private static final long MAX_BYTES_PER_TURN = 4 << 20;

  private final HttpServerExchange exchange;
  private final FileChannel file;
  private final LongConsumer counter;
  private long position;
  private long remaining;

  private FileSender(
      HttpServerExchange exchange, FileChannel file, ByteRange range, LongConsumer counter) {
    this.exchange = exchange;
    this.file = file;
    this.counter = counter;
    this.position = range.offset();
    this.remaining = range.length();
  }

  /**
   * Sends a range of a file, and closes the file when the exchange is over. Non-blocking. Status
   * and headers except the length must be set.
   *
   * @param counter receives the number of bytes that were sent, several times for a long range
   */
  public static void start(
      HttpServerExchange exchange, FileChannel file, ByteRange range, LongConsumer counter)
      throws IOException {
    exchange.setResponseContentLength(range.length());
    ExchangeCompletion.onComplete(exchange, () -> IoUtils.safeClose(file));
    PooledByteBuffer pooled = exchange.getConnection().getByteBufferPool().allocate();
    if (range.length() <= pooled.getBuffer().remaining()) {
      sendBuffered(exchange, file, range, pooled);
      counter.accept(range.length());
    } else {
      pooled.close();
      FileSender sender = new FileSender(exchange, file, range, counter);
      exchange.dispatch(exchange.getIoThread(), sender::begin);
    }
  }

  private static void sendBuffered(
      HttpServerExchange exchange, FileChannel file, ByteRange range, PooledByteBuffer pooled)
      throws IOException {
    ByteBuffer buffer = pooled.getBuffer();
    try {
      buffer.limit((int) range.length());
      while (buffer.hasRemaining()) {
        if (file.read(buffer, range.offset() + buffer.position()) < 0) {
          throw new EOFException("file was truncated");
        }
      }
    } catch (IOException e) {
      pooled.close();
      throw e;
    }
    exchange
        .getResponseSender()
        .send(
            buffer.flip(),
            new IoCallback() {
              @Override
              public void onComplete(HttpServerExchange done, Sender sender) {
                pooled.close();
                done.endExchange();
              }

              @Override
              public void onException(HttpServerExchange done, Sender sender, IOException e) {
                pooled.close();
                IoUtils.safeClose(done.getConnection());
              }
            });
  }

  private void begin() {
    try {
      // Undertow fills its first buffer from the channel's own position.
      file.position(position);
      StreamSinkChannel sink = exchange.getResponseChannel();
      sink.getWriteSetter().set(this);
      sink.resumeWrites();
    } catch (IOException e) {
      abort(e);
    }
  }

  @Override
  public void handleEvent(StreamSinkChannel sink) {
    try {
      long turn = MAX_BYTES_PER_TURN;
      while (remaining > 0 && turn > 0) {
        long sent = sink.transferFrom(file, position, Math.min(remaining, turn));
        if (sent == 0) {
          if (file.size() <= position) {
            throw new EOFException("file was truncated");
          }
          sink.resumeWrites();
          return;
        }
        counter.accept(sent);
        position += sent;
        remaining -= sent;
        turn -= sent;
      }
      if (remaining > 0) {
        sink.resumeWrites();
        return;
      }
      finish(sink);
    } catch (IOException e) {
      abort(e);
    }
  }

  private void finish(StreamSinkChannel sink) throws IOException {
    sink.shutdownWrites();
    if (sink.flush()) {
      sink.suspendWrites();
      exchange.endExchange();
      return;
    }
    sink.getWriteSetter()
        .set(
            ChannelListeners.flushingChannelListener(
                flushed -> {
                  flushed.suspendWrites();
                  exchange.endExchange();
                },
                (failed, e) -> abort(e)));
    sink.resumeWrites();
  }

  private void abort(IOException e) {
    LOG.debug("{}: transfer aborted: {}", exchange.getRequestPath(), e.getMessage());
    IoUtils.safeClose(file);
    IoUtils.safeClose(exchange.getConnection());
  }
}

package org.pumaguard.models.server.http;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.pumaguard.models.domain.model.ByteRange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/**
 * Sends a run of a file's bytes as the body of an answer: a short one from a buffer, a long one by
 * the kernel, which copies nothing into this process (sendfile). A file that turns out to be
 * shorter than it was, or can't be read, ends the connection: the client sees that bytes are
 * missing.
 */
public final class FileSender implements ChannelListener<StreamSinkChannel> {

  private static final Logger LOG = LoggerFactory.getLogger(FileSender.class);

  /** After so many bytes other connections have their turn. */
  private static final long TURN_BYTES = 4 << 20;

  private final HttpServerExchange exchange;
  private final FileChannel file;
  private long position;
  private long left;

  private FileSender(HttpServerExchange exchange, FileChannel file, ByteRange range) {
    this.exchange = exchange;
    this.file = file;
    this.position = range.offset();
    this.left = range.length();
  }

  /** Sends it, and closes the file in the end. Returns at once; the status and headers are set. */
  public static void start(HttpServerExchange exchange, FileChannel file, ByteRange range)
      throws IOException {
    exchange.setResponseContentLength(range.length());
    ExchangeEnd.of(exchange, () -> IoUtils.safeClose(file));
    PooledByteBuffer pooled = exchange.getConnection().getByteBufferPool().allocate();
    if (range.length() <= pooled.getBuffer().remaining()) {
      fromBuffer(exchange, file, range, pooled);
    } else {
      pooled.close();
      FileSender transfer = new FileSender(exchange, file, range);
      exchange.dispatch(exchange.getIoThread(), transfer::begin);
    }
  }

  private static void fromBuffer(
      HttpServerExchange exchange, FileChannel file, ByteRange range, PooledByteBuffer pooled)
      throws IOException {
    ByteBuffer buffer = pooled.getBuffer();
    try {
      buffer.limit((int) range.length());
      while (buffer.hasRemaining()) {
        if (file.read(buffer, range.offset() + buffer.position()) < 0) {
          throw new EOFException("the file became shorter");
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
      // Undertow reads its first buffer from the channel's own position.
      file.position(position);
      StreamSinkChannel sink = exchange.getResponseChannel();
      sink.getWriteSetter().set(this);
      sink.resumeWrites();
    } catch (IOException e) {
      broken(e);
    }
  }

  @Override
  public void handleEvent(StreamSinkChannel sink) {
    try {
      long turn = TURN_BYTES;
      while (left > 0 && turn > 0) {
        long sent = sink.transferFrom(file, position, Math.min(left, turn));
        if (sent == 0) {
          if (file.size() <= position) {
            throw new EOFException("the file became shorter");
          }
          sink.resumeWrites();
          return;
        }
        position += sent;
        left -= sent;
        turn -= sent;
      }
      if (left > 0) {
        sink.resumeWrites();
        return;
      }
      end(sink);
    } catch (IOException e) {
      broken(e);
    }
  }

  private void end(StreamSinkChannel sink) throws IOException {
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
                (failed, e) -> broken(e)));
    sink.resumeWrites();
  }

  private void broken(IOException e) {
    LOG.debug("{} was not sent to its end: {}", exchange.getRequestPath(), e.getMessage());
    IoUtils.safeClose(file);
    IoUtils.safeClose(exchange.getConnection());
  }
}

package org.pumaguard.models.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Writes one response to its client: chunked if configured, throttled, and counted. A response is
 * in progress until its last bytes are written, so a client that has received a complete response
 * never counts twice.
 */
final class ResponseStream {

  private static final int CHUNK_BYTES = 16 * 1024;

  private final OutputStream out;
  private final String path;
  private final TrafficCounter traffic;
  private final CountDownLatch closed;
  private boolean isEnded;

  ResponseStream(OutputStream out, String path, TrafficCounter traffic, CountDownLatch closed) {
    this.out = out;
    this.path = path;
    this.traffic = traffic;
    this.closed = closed;
    traffic.responseStarted();
  }

  /** Marks the response as complete, before its last bytes are written. */
  void end() {
    if (!isEnded) {
      isEnded = true;
      traffic.responseEnded();
    }
  }

  /** Sends bytes that do not count as body. */
  void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /**
   * Sends the first bytes of a body.
   *
   * @return the number of bytes that the budget allowed
   */
  int sendBody(byte[] body, int length, PlannedResponse response) throws IOException {
    long start = System.nanoTime();
    int step = Math.min(CHUNK_BYTES, response.throttle.map(Throttle::bytes).orElse(CHUNK_BYTES));
    int at = 0;
    while (at < length) {
      int wanted = Math.min(step, length - at);
      if (response.throttle.isPresent()) {
        awaitSchedule(start, response.throttle.get(), at + wanted);
      }
      int count = response.budget.isPresent() ? response.budget.get().take(wanted) : wanted;
      if (at + count == length && !response.isChunked) {
        end();
      }
      sendChunk(body, at, count, response.isChunked);
      at += count;
      if (count < wanted) {
        break;
      }
    }
    return at;
  }

  /** Sends chunks until the client or the server closes the connection. */
  void sendEndlessly(PlannedResponse response) throws IOException {
    byte[] more = new byte[CHUNK_BYTES];
    while (true) {
      sendBody(more, more.length, response);
    }
  }

  /** Sends single bytes until the client or the server closes the connection. */
  void drip(Duration pause) throws IOException {
    while (true) {
      pause(pause.toNanos());
      send(new byte[] {'x'});
    }
  }

  private void sendChunk(byte[] bytes, int at, int count, boolean isChunked) throws IOException {
    if (count == 0) {
      return;
    }
    // Counted first: after receiving all bytes, a client must see all of them counted.
    traffic.sent(path, count);
    if (isChunked) {
      out.write(text(Integer.toHexString(count) + "\r\n"));
    }
    out.write(bytes, at, count);
    if (isChunked) {
      out.write(text("\r\n"));
    }
    out.flush();
  }

  /** Waits until these bytes are due since the start, so delays do not accumulate. */
  private void awaitSchedule(long start, Throttle throttle, long sent) throws IOException {
    long due = start + throttle.pause().toNanos() * sent / throttle.bytes();
    pause(due - System.nanoTime());
  }

  private void pause(long nanos) throws IOException {
    try {
      if (closed.await(nanos, TimeUnit.NANOSECONDS)) {
        throw new IOException("the server is closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}

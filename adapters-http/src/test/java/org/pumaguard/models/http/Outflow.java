package org.pumaguard.models.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The way of one answer to its client: in chunks where wanted, at a pace, and counted. An answer
 * counts as under way until its last bytes are handed over, so that a client which has all of one
 * can't be seen with two.
 */
final class Outflow {

  private static final int CHUNK_BYTES = 16 * 1024;

  private final OutputStream out;
  private final String path;
  private final Ledger ledger;
  private final CountDownLatch closed;
  private boolean isEnded;

  Outflow(OutputStream out, String path, Ledger ledger, CountDownLatch closed) {
    this.out = out;
    this.path = path;
    this.ledger = ledger;
    this.closed = closed;
    ledger.answerBegins();
  }

  /** From now on the client may have all that it gets. */
  void end() {
    if (!isEnded) {
      isEnded = true;
      ledger.answerEnds();
    }
  }

  /** Sends what is no body. */
  void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /**
   * Sends so many bytes of a body from its beginning.
   *
   * @return how many the draft allowed
   */
  int sendBody(byte[] body, int length, Draft draft) throws IOException {
    long start = System.nanoTime();
    int step = Math.min(CHUNK_BYTES, draft.pace.map(Pace::bytes).orElse(CHUNK_BYTES));
    int at = 0;
    while (at < length) {
      int wanted = Math.min(step, length - at);
      if (draft.pace.isPresent()) {
        awaitTurn(start, draft.pace.get(), at + wanted);
      }
      int count = draft.budget.isPresent() ? draft.budget.get().take(wanted) : wanted;
      if (at + count == length && !draft.isChunked) {
        end();
      }
      sendChunk(body, at, count, draft.isChunked);
      at += count;
      if (count < wanted) {
        break;
      }
    }
    return at;
  }

  /** Sends chunks until the client or the server goes away. */
  void sendForEver(Draft draft) throws IOException {
    byte[] more = new byte[CHUNK_BYTES];
    while (true) {
      sendBody(more, more.length, draft);
    }
  }

  /** Sends one byte again and again, slowly, until the client or the server goes away. */
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
    // Counted first, so that a client which has all of it never sees a count that lacks some.
    ledger.sent(path, count);
    if (isChunked) {
      out.write(text(Integer.toHexString(count) + "\r\n"));
    }
    out.write(bytes, at, count);
    if (isChunked) {
      out.write(text("\r\n"));
    }
    out.flush();
  }

  /** By the clock and not from step to step, so that the pace is kept. */
  private void awaitTurn(long start, Pace pace, long sent) throws IOException {
    long due = start + pace.pause().toNanos() * sent / pace.bytes();
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

package org.pumaguard.models.domain.digest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.port.Content;

/** All bytes are read in order, and no thread reads after the end, however it ends. */
class ReadAheadTest {

  private static final int BYTES = 3_000_000;
  private static final int ODD_BYTES = 100_003;

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final byte[] bytes = new byte[BYTES];

  ReadAheadTest() {
    new SplittableRandom(1).nextBytes(bytes);
  }

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @ParameterizedTest
  @CsvSource({"0, 3000000", "0, 1", "17, 1000000", "2999999, 1", "2000000, 5000000"})
  void readsTheBytesOfARangeInOrder(long offset, long length) throws IOException {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    Disturbed content = new Disturbed(Long.MAX_VALUE);
    ReadAhead.read(
        content,
        new ByteRange(offset, length),
        executor,
        part -> {
          byte[] copy = new byte[part.remaining()];
          part.get(copy);
          received.writeBytes(copy);
        });
    int end = (int) Math.min(BYTES, offset + length);
    assertArrayEquals(Arrays.copyOfRange(bytes, (int) offset, end), received.toByteArray());
    assertEquals(0, content.readers.get());
  }

  @Test
  void reportsAReadFailure() {
    Disturbed content = new Disturbed(BYTES / 2);
    IOException failure =
        assertThrows(
            IOException.class,
            () -> ReadAhead.read(content, new ByteRange(0, BYTES), executor, part -> {}));
    assertEquals("the disk is broken", failure.getMessage());
  }

  @Test
  void stopsReadingWhenItIsCancelled() {
    Disturbed content = new Disturbed(Long.MAX_VALUE);
    assertThrows(
        CancellationException.class,
        () ->
            ReadAhead.read(
                content,
                new ByteRange(0, BYTES),
                executor,
                part -> {
                  throw new CancellationException();
                }));
    content.closed.set(true);
    assertEquals(0, content.readers.get());
  }

  @Test
  void endsWhenTheThreadIsInterrupted() {
    Disturbed content = new Disturbed(Long.MAX_VALUE);
    Thread.currentThread().interrupt();
    assertThrows(
        IOException.class,
        () -> ReadAhead.read(content, new ByteRange(0, BYTES), executor, part -> {}));
    assertEquals(true, Thread.interrupted());
    assertEquals(0, content.readers.get());
  }

  /** Content that is read in odd portions, and fails from an offset on. */
  private final class Disturbed implements Content {

    private final long failing;
    private final AtomicInteger readers = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    Disturbed(long failing) {
      this.failing = failing;
    }

    @Override
    public long size() {
      return BYTES;
    }

    @Override
    public int read(long offset, ByteBuffer into) throws IOException {
      readers.incrementAndGet();
      try {
        if (offset >= failing || closed.get()) {
          throw new IOException("the disk is broken");
        }
        if (offset >= BYTES) {
          return -1;
        }
        int count = (int) Math.min(Math.min(ODD_BYTES, into.remaining()), BYTES - offset);
        into.put(bytes, (int) offset, count);
        return count;
      } finally {
        readers.decrementAndGet();
      }
    }

    @Override
    public void close() {}
  }
}

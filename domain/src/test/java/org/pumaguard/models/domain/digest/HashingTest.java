package org.pumaguard.models.domain.digest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;

class HashingTest {

  private static final int BUFFER = Hashing.BUFFER_BYTES;

  private final Cancellation cancellation = new Cancellation();
  private final List<Long> progress = new ArrayList<>();
  private final ByteArrayOutputStream hashed = new ByteArrayOutputStream();
  private final ExecutorService executor = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, BUFFER - 1, BUFFER, BUFFER + 1, 3 * BUFFER})
  void hashesContentOfAnyLength(int length) throws Exception {
    byte[] bytes = random(length);
    Sha256 expected = Sha256.of(MessageDigest.getInstance("SHA-256").digest(bytes));

    Sha256 actual = Hashing.of(new Bytes(bytes), cancellation, progress::add);

    assertEquals(expected, actual);
    assertEquals(length, progress.isEmpty() ? 0 : progress.get(progress.size() - 1));
  }

  @ParameterizedTest
  @CsvSource({"0, 10", "5, 10", "5, 300000", "5, 600000", "599990, 10"})
  void hashesARangeAndCountsItsBytes(long offset, long length) throws IOException {
    byte[] bytes = random(600_000);

    Hashing.update(
        this::collect,
        new Bytes(bytes),
        new ByteRange(offset, length),
        cancellation,
        progress::add);

    int end = (int) Math.min(bytes.length, offset + length);
    assertArrayEquals(Arrays.copyOfRange(bytes, (int) offset, end), hashed.toByteArray());
    assertEquals(end - offset, progress.get(progress.size() - 1));
  }

  @Test
  void hashesATruncatedRangeUpToTheEnd() throws IOException {
    byte[] bytes = random(10);

    Hashing.update(
        this::collect, new Bytes(bytes), new ByteRange(4, 100), cancellation, progress::add);

    assertArrayEquals(Arrays.copyOfRange(bytes, 4, 10), hashed.toByteArray());
    assertEquals(List.of(6L), progress);
  }

  @Test
  void stopsWhenItIsCancelled() {
    Bytes content = new Bytes(random(3 * BUFFER));

    assertThrows(
        CancellationException.class,
        () -> Hashing.of(content, cancellation, bytes -> cancellation.cancel()));

    assertEquals(BUFFER, content.bytesRead);
  }

  @Test
  void hashesWhileAnotherThreadReads() throws IOException {
    byte[] bytes = random(3_000_000);

    Hashing.updateAhead(
        this::collect,
        new Bytes(bytes),
        new ByteRange(7, 2_500_000),
        cancellation,
        progress::add,
        executor);

    assertArrayEquals(Arrays.copyOfRange(bytes, 7, 2_500_007), hashed.toByteArray());
    assertEquals(2_500_000, progress.get(progress.size() - 1));
    assertEquals(progress.stream().sorted().distinct().toList(), progress);
  }

  @Test
  void stopsReadingAheadWhenItIsCancelled() {
    cancellation.cancel();

    assertThrows(
        CancellationException.class,
        () ->
            Hashing.updateAhead(
                this::collect,
                new Bytes(random(10)),
                new ByteRange(0, 10),
                cancellation,
                progress::add,
                executor));

    assertTrue(progress.isEmpty(), progress::toString);
  }

  private void collect(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.get(copy);
    hashed.writeBytes(copy);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(length).nextBytes(bytes);
    return bytes;
  }

  /** Content in memory. */
  private static final class Bytes implements Content {

    private final byte[] bytes;
    private long bytesRead;

    Bytes(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public int read(long offset, ByteBuffer into) {
      if (offset >= bytes.length) {
        return -1;
      }
      int count = (int) Math.min(into.remaining(), bytes.length - offset);
      into.put(bytes, (int) offset, count);
      bytesRead += count;
      return count;
    }

    @Override
    public void close() {}
  }
}

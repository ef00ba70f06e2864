package org.pumaguard.models.domain.port.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.BytesContent;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.domain.port.SampleContent;

/** How bytes get into a {@link Partial}: ranges of other content, and writes of several threads. */
public interface CopyContract extends StoreFixture {

  Sha256 COPIED = Sha256.ofUtf8("content of copied ranges");

  @Test
  default void copiesARangeOfContentInMemory() throws IOException {
    Content digits = new BytesContent("0123456789".getBytes(StandardCharsets.UTF_8));
    try (Partial partial = store().partials().open(COPIED)) {
      write(partial, 0, "abcdefgh");
      assertEquals(4, partial.copy(3, digits, new ByteRange(2, 4)));
      assertEquals("abc2345h", SampleContent.read(partial));
    }
  }

  @Test
  default void copiesARangeOfStoredContent() throws IOException {
    ALPHA.commitTo(store());
    try (Content alpha = store().blobs().open(ALPHA.sha256());
        Partial partial = store().partials().open(COPIED)) {
      write(partial, 0, "> ");
      assertEquals(9, partial.copy(2, alpha, new ByteRange(7, 9)));
      assertEquals("> the first", SampleContent.read(partial));
    }
    assertEquals(ALPHA.text(), stored(ALPHA));
  }

  @Test
  default void copiesARangeThatIsLargerThanItsBuffers() throws IOException {
    byte[] bytes = new byte[1_000_003];
    new Random(7).nextBytes(bytes);
    try (Partial partial = store().partials().open(COPIED)) {
      partial.copy(11, new BytesContent(bytes), new ByteRange(3, 999_999));
      assertArrayEquals(Arrays.copyOfRange(bytes, 3, 1_000_002), tail(partial, 11));
    }
  }

  @Test
  default void aCopyStopsAtTheEndOfItsContent() throws IOException {
    ALPHA.commitTo(store());
    Content digits = new BytesContent("0123456789".getBytes(StandardCharsets.UTF_8));
    try (Content alpha = store().blobs().open(ALPHA.sha256());
        Partial partial = store().partials().open(COPIED)) {
      assertEquals(2, partial.copy(0, digits, new ByteRange(8, 99)));
      assertEquals(7, partial.copy(2, alpha, new ByteRange(17, 99)));
      assertEquals("89content", SampleContent.read(partial));
      assertEquals(0, partial.copy(0, digits, new ByteRange(10, 5)));
      assertEquals(0, partial.copy(0, alpha, new ByteRange(99, 5)));
    }
  }

  @Test
  default void tellsAReadFailureFromOneOfItsDisk() throws IOException {
    try (Partial partial = store().partials().open(COPIED)) {
      Content.Unreadable failure =
          assertThrows(
              Content.Unreadable.class,
              () -> partial.copy(0, new Unreadable(), new ByteRange(0, 5)));
      assertEquals("Input/output error", failure.getMessage());
    }
  }

  @Test
  default void threadsWriteDifferentRangesAtOnce() throws Exception {
    int threads = 4;
    int length = 50_000;
    try (Partial partial = store().partials().open(COPIED)) {
      var callers =
          IntStream.range(0, threads)
              .mapToObj(
                  number ->
                      Caller.running(
                          () -> {
                            for (int at = 0; at < length; at += 1000) {
                              byte[] bytes = new byte[1000];
                              Arrays.fill(bytes, (byte) (number + 1));
                              partial.write((long) number * length + at, ByteBuffer.wrap(bytes));
                            }
                          }))
              .toList();
      for (Caller<Boolean> caller : callers) {
        caller.result();
      }
      byte[] expected = new byte[threads * length];
      for (int number = 0; number < threads; number++) {
        Arrays.fill(expected, number * length, (number + 1) * length, (byte) (number + 1));
      }
      assertArrayEquals(expected, tail(partial, 0));
    }
  }

  private static void write(Partial partial, long offset, String text) throws IOException {
    partial.write(offset, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] tail(Partial partial, int from) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) partial.size() - from);
    int count = 0;
    while (bytes.hasRemaining() && count >= 0) {
      count = partial.read(from + bytes.position(), bytes);
    }
    return bytes.array();
  }

  /** Content on a disk that fails. */
  final class Unreadable implements Content {

    @Override
    public long size() {
      return 10;
    }

    @Override
    public int read(long offset, ByteBuffer into) throws IOException {
      throw new IOException("Input/output error");
    }

    @Override
    public void close() {}
  }
}

package org.pumaguard.models.domain.digest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;

class ContentReaderTest {

  private static final int BUFFER = Hashing.BUFFER_BYTES;

  private final Cancellation cancellation = new Cancellation();
  private final ContentReader reader = new ContentReader();
  private final ByteArrayOutputStream passed = new ByteArrayOutputStream();

  @Test
  void readsAllRangesThroughOneBuffer() throws IOException {
    Source content = new Source(5 * BUFFER);

    read(content, 0, 2L * BUFFER);
    read(content, 2L * BUFFER, 10);
    read(content, 2L * BUFFER + 10, 3L * BUFFER - 10);

    assertArrayEquals(content.bytes, passed.toByteArray());
    assertEquals(1, content.buffers.size());
    assertEquals(BUFFER, content.largest);
  }

  @Test
  void growsFromAShortBufferInFewSteps() throws IOException {
    Source content = new Source(2 * BUFFER);

    for (long at = 0; at < BUFFER; at += 1024) {
      read(content, at, 1024 + at / 64);
      passed.reset();
    }

    assertTrue(content.buffers.size() <= 8, () -> content.buffers.size() + " buffers");
    assertTrue(content.largest <= BUFFER);
  }

  @Test
  void shortContentGetsABufferOfItsLength() throws IOException {
    Source content = new Source(100);

    read(content, 0, 100);

    assertEquals(100, content.largest);
  }

  private void read(Source content, long offset, long length) throws IOException {
    reader.read(content, new ByteRange(offset, length), cancellation, this::collect, read -> {});
  }

  private void collect(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    passed.writeBytes(copy);
  }

  /** Remembers into what it was read. */
  private static final class Source implements Content {

    private final byte[] bytes;
    private final Set<ByteBuffer> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
    private int largest;

    Source(int length) {
      bytes = new byte[length];
      new SplittableRandom(1).nextBytes(bytes);
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    @SuppressWarnings("ByteBufferBackingArray") // Only which array it is counts.
    public int read(long offset, ByteBuffer into) {
      buffers.add(into);
      largest = Math.max(largest, into.capacity());
      int count = (int) Math.min(into.remaining(), bytes.length - offset);
      into.put(bytes, (int) offset, count);
      return count;
    }

    @Override
    public void close() {}
  }
}

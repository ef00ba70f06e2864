package org.pumaguard.models.domain.digest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;

/** Computes digests. */
public final class Hashing {

  /** Large enough that a system call costs nothing beside hashing, small enough for the caches. */
  public static final int BUFFER_BYTES = 256 * 1024;

  /** So often, and so little at once, that a JVM that compiles hashing early has done it then. */
  private static final int FIRST_TIMES = 16;

  private static final int FIRST_BYTES = 256;

  static {
    // Interpreted, a block takes a thousand times as long, and a large buffer is not left half-way.
    MessageDigest first = sha256();
    for (int i = 0; i < FIRST_TIMES; i++) {
      first.update(new byte[FIRST_BYTES]);
    }
  }

  private Hashing() {}

  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Reads content from the beginning to the end; tells how many bytes it has read so far. */
  public static Sha256 of(Content content, Cancellation cancellation, LongConsumer read)
      throws IOException {
    MessageDigest digest = sha256();
    update(digest::update, content, new ByteRange(0, content.size()), cancellation, read);
    return Sha256.of(digest.digest());
  }

  /**
   * Reads a range of content into a digest; a range that is cut short is hashed as far as it goes.
   */
  public static void update(
      Consumer<ByteBuffer> digest,
      Content content,
      ByteRange range,
      Cancellation cancellation,
      LongConsumer read)
      throws IOException {
    // A file's bytes come into memory outside the heap with one copy less, but to have some takes
    // longer than to read a small file.
    ByteBuffer buffer =
        range.length() < BUFFER_BYTES
            ? ByteBuffer.allocate((int) range.length())
            : ByteBuffer.allocateDirect(BUFFER_BYTES);
    long offset = range.offset();
    while (offset < range.end()) {
      cancellation.check();
      buffer.clear().limit((int) Math.min(buffer.capacity(), range.end() - offset));
      int n = content.read(offset, buffer);
      if (n < 0) {
        return;
      }
      digest.accept(buffer.flip());
      offset += n;
      read.accept(offset - range.offset());
    }
  }

  /** The same, with the bytes read by another thread, which the executor starts at once. */
  public static void updateAhead(
      Consumer<ByteBuffer> digest,
      Content content,
      ByteRange range,
      Cancellation cancellation,
      LongConsumer read,
      ExecutorService executor)
      throws IOException {
    long[] done = {0};
    ReadAhead.read(
        content,
        range,
        executor,
        bytes -> {
          cancellation.check();
          done[0] += bytes.remaining();
          digest.accept(bytes);
          read.accept(done[0]);
        });
  }
}

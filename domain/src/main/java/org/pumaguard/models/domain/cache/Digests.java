package org.pumaguard.models.domain.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;

/** Computes digests. */
final class Digests {

  /** Large enough that a system call costs nothing beside hashing, small enough for the caches. */
  static final int BUFFER_BYTES = 128 * 1024;

  private Digests() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Reads content from the beginning to the end; tells how many bytes it has read so far. */
  static Sha256 of(Content content, Cancellation cancellation, LongConsumer read)
      throws IOException {
    MessageDigest digest = sha256();
    update(digest::update, content, new ByteRange(0, content.size()), cancellation, read);
    return Sha256.of(digest.digest());
  }

  /**
   * Reads a range of content into a digest; a range that is cut short is hashed as far as it goes.
   */
  static void update(
      Consumer<ByteBuffer> digest,
      Content content,
      ByteRange range,
      Cancellation cancellation,
      LongConsumer read)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
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
}

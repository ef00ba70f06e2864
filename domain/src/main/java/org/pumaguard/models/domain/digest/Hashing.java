package org.pumaguard.models.domain.digest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;

/** Computes digests. */
public final class Hashing {

  /**
   * Large enough to hide the cost of a system call, small enough for the processor's caches. As
   * long as the buffers of transfers, so that the JDK's copy of it outside the heap serves both.
   */
  public static final int BUFFER_BYTES = 128 * 1024;

  /** Rounds of warm-up, after which the JVM has compiled the hash function. */
  private static final int WARM_UP_ROUNDS = 16;

  private static final int WARM_UP_BYTES = 256;

  static {
    // The JVM does not replace the slow interpreted code within one call on a large buffer.
    MessageDigest warmUp = sha256();
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
      warmUp.update(new byte[WARM_UP_BYTES]);
    }
  }

  private Hashing() {}

  /** A new SHA-256 digest. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * The digest of content.
   *
   * @param read is told how many bytes were read so far
   */
  public static Sha256 of(Content content, Cancellation cancellation, LongConsumer read)
      throws IOException {
    MessageDigest digest = sha256();
    update(digest::update, content, new ByteRange(0, content.size()), cancellation, read);
    return Sha256.of(digest.digest());
  }

  /** Reads a range of content into a digest, up to the end of the content. */
  public static void update(
      Consumer<ByteBuffer> digest,
      Content content,
      ByteRange range,
      Cancellation cancellation,
      LongConsumer read)
      throws IOException {
    new ContentReader().read(content, range, cancellation, digest, read);
  }

  /** The same, but another thread reads if the executor has one. */
  public static void updateAhead(
      Consumer<ByteBuffer> digest,
      Content content,
      ByteRange range,
      Cancellation cancellation,
      LongConsumer read,
      Executor executor)
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

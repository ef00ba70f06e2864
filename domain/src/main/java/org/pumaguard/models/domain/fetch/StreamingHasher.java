package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.pumaguard.models.domain.digest.BlobHasher;
import org.pumaguard.models.domain.digest.Hashing;
import org.pumaguard.models.domain.model.BlockSums;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.ContentSniffer;

/**
 * The digest of a fragment while it arrives. Bytes are hashed as they pass where they are the next,
 * and read back from the partial where those before them came later; so the digest is ready when
 * the last byte is there. A thread of its own hashes where the fragment is large and alone.
 */
final class StreamingHasher {

  private final DownloadContext assembly;
  private final RangeAllocator stretches;
  private final LongSupplier base;
  private final BlobHasher digest;
  private final byte[] beginning = new byte[ContentSniffer.ENOUGH];

  private volatile long hashed;
  private boolean hashesAlong;

  /**
   * Nothing is hashed yet.
   *
   * @param stretches which bytes are there
   * @param base where the fragment begins in the partial
   */
  StreamingHasher(DownloadContext assembly, RangeAllocator stretches, LongSupplier base) {
    this.assembly = assembly;
    this.stretches = stretches;
    this.base = base;
    this.digest = new BlobHasher(assembly.layout().fragments() == 1);
  }

  /** How many bytes are hashed, all from the beginning. */
  long hashed() {
    return hashed;
  }

  /** What the bytes look like. */
  Optional<String> appearance() {
    int known = (int) Math.min(stretches.reach(0), beginning.length);
    return ContentSniffer.of(Arrays.copyOf(beginning, known), stretches.present());
  }

  /** From now on a thread of its own hashes what comes. */
  void hashAlong() {
    if (!hashesAlong) {
      hashesAlong = true;
      assembly.crew().start(this::followUntilComplete);
    }
  }

  private StreamingHasher followUntilComplete() throws IOException {
    while (!stretches.isComplete()) {
      stretches.awaitBytes(hashed, assembly.cancellation());
      catchUp();
    }
    return this;
  }

  /** Hashes what is there without a gap. */
  void catchUp() throws IOException {
    while (hashMore()) {
      assembly.cancellation().check();
    }
  }

  /** The same, unless another thread does it. */
  void catchUpUnlessHashedAlong() throws IOException {
    if (!hashesAlong) {
      catchUp();
    }
  }

  private synchronized boolean hashMore() throws IOException {
    long from = hashed;
    long count = Math.min(IncomingFragment.COPY_BYTES, stretches.reach(from) - from);
    if (count <= 0) {
      return false;
    }
    ByteRange behind = new ByteRange(base.getAsLong() + from, count);
    if (from < beginning.length) {
      ByteBuffer start = ByteBuffer.wrap(beginning, (int) from, beginning.length - (int) from);
      assembly.partial().read(behind.offset(), start);
    }
    Hashing.update(digest::update, assembly.partial(), behind, assembly.cancellation(), read -> {});
    hashed = from + count;
    return true;
  }

  /**
   * Hashes bytes that pass, if they are the next and no other thread hashes; {@link #passed} says
   * that they are written.
   *
   * @param at where, counted from the beginning of the fragment
   * @return whether it has
   */
  boolean pass(long at, ByteBuffer part) {
    if (hashesAlong || at != hashed) {
      return false;
    }
    if (at < beginning.length) {
      int kept = (int) Math.min(beginning.length - at, part.remaining());
      part.duplicate().get(beginning, (int) at, kept);
    }
    digest.update(part.duplicate());
    return true;
  }

  /** What has passed is written. */
  void passed(long end) {
    hashed = end;
  }

  /** Forgets what was hashed. */
  synchronized void reset() {
    hashed = 0;
    digest.reset();
  }

  /** The digest of all that is there. After this call nothing can be added but by a reset. */
  Sha256 finish() throws IOException {
    catchUp();
    return digest.sha256();
  }

  /** The sums of the blocks of all that is there, where that is the whole. */
  Optional<BlockSums> sums() {
    return digest.sums();
  }
}

package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.pumaguard.models.domain.digest.BlobHasher;
import org.pumaguard.models.domain.digest.ContentReader;
import org.pumaguard.models.domain.fetch.partial.DownloadTarget;
import org.pumaguard.models.domain.fetch.partial.FragmentRegion;
import org.pumaguard.models.domain.fetch.partial.RangeAllocator;
import org.pumaguard.models.domain.fetch.partial.StoredFragment;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.ContentSniffer;

/**
 * The digest of a fragment while it is downloaded. Bytes that arrive in order are hashed in memory;
 * bytes that arrive out of order are read back from the partial when the gap before them is closed.
 * So the digest is ready with the last byte. A background thread hashes a large fragment that is
 * the only one.
 */
final class StreamingHasher {

  /** The background thread is woken for so many bytes, which are still in the processor's cache. */
  private static final long BATCH_BYTES = 1 << 20;

  private final RangeAllocator ranges;
  private final FragmentRegion region;
  private final DownloadTasks tasks;
  private final TransferProgress progress;
  private final BlobHasher digest;
  private final ContentReader reader = new ContentReader();
  private final byte[] beginning = new byte[ContentSniffer.ENOUGH];

  private volatile long hashed;
  private boolean inBackground;

  /**
   * Nothing is hashed yet.
   *
   * @param ranges which bytes are present
   * @param region where they are
   * @param progress is told of bytes that are hashed after the last one has arrived
   */
  StreamingHasher(
      RangeAllocator ranges,
      FragmentRegion region,
      DownloadTasks tasks,
      TransferProgress progress) {
    this.ranges = ranges;
    this.region = region;
    this.tasks = tasks;
    this.progress = progress;
    this.digest = new BlobHasher(region.isWhole());
  }

  /** The number of hashed bytes, all from the start. */
  long hashed() {
    return hashed;
  }

  /** What kind of content the bytes look like. */
  Optional<String> appearance() {
    int known = (int) Math.min(ranges.reach(0), beginning.length);
    return ContentSniffer.of(Arrays.copyOf(beginning, known), ranges.present());
  }

  /** From now on a background thread hashes. */
  void hashInBackground() {
    if (!inBackground) {
      inBackground = true;
      tasks.group().start(this::followUntilComplete);
    }
  }

  private StreamingHasher followUntilComplete() throws IOException {
    while (!ranges.isComplete()) {
      ranges.awaitBytes(hashed, BATCH_BYTES, tasks.cancellation());
      catchUp();
    }
    return this;
  }

  /** Hashes what is present without a gap. */
  void catchUp() throws IOException {
    while (hashMore()) {
      tasks.cancellation().check();
    }
  }

  /** The same, unless a background thread hashes. */
  void catchUpUnlessInBackground() throws IOException {
    if (!inBackground) {
      catchUp();
    }
  }

  private synchronized boolean hashMore() throws IOException {
    long from = hashed;
    long count = Math.min(DownloadTarget.COPY_BYTES, ranges.reach(from) - from);
    if (count <= 0) {
      return false;
    }
    ByteRange next = region.inPartial(from, count);
    if (from < beginning.length) {
      ByteBuffer start = ByteBuffer.wrap(beginning, (int) from, beginning.length - (int) from);
      region.partial().read(next.offset(), start);
    }
    reader.read(region.partial(), next, tasks.cancellation(), digest::update, read -> {});
    hashed = from + count;
    if (region.isWhole() && ranges.isComplete()) {
      progress.verifying(hashed, ranges.present());
    }
    return true;
  }

  /**
   * Hashes bytes in memory if they are the next and no background thread hashes. They count after
   * {@link #confirmWritten}.
   *
   * @param at their offset in the fragment
   * @return whether they were hashed
   */
  boolean hashInOrder(long at, ByteBuffer bytes) {
    if (inBackground || at != hashed) {
      return false;
    }
    if (at < beginning.length) {
      int kept = (int) Math.min(beginning.length - at, bytes.remaining());
      bytes.duplicate().get(beginning, (int) at, kept);
    }
    digest.update(bytes.duplicate());
    return true;
  }

  /** The bytes that were hashed in memory are written up to this offset of the fragment. */
  void confirmWritten(long end) {
    hashed = end;
  }

  /** Discards what was hashed. */
  synchronized void reset() {
    hashed = 0;
    digest.reset();
  }

  /** The digest of all bytes. Nothing can be added afterwards but by a {@link #reset}. */
  Sha256 finish() throws IOException {
    catchUp();
    return digest.sha256();
  }

  /** The fragment as a verified one, with the sums of its blocks if it is the whole model. */
  StoredFragment verified() {
    return StoredFragment.of(region.inPartial(0, ranges.present()), digest);
  }
}

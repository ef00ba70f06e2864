package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.pumaguard.models.domain.fetch.partial.AllocatedRange;
import org.pumaguard.models.domain.fetch.partial.DownloadTarget;
import org.pumaguard.models.domain.fetch.partial.FragmentRegion;
import org.pumaguard.models.domain.fetch.partial.RangeAllocator;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.port.Content;

/**
 * What happens to the bytes of a fragment between a response and the disk. The rate limit is
 * applied before, by the fetcher's router. Several threads may each store a range of their own.
 */
final class FragmentPipeline {

  private final FileName name;
  private final RangeAllocator ranges;
  private final LengthLimit limit;
  private final FragmentRegion region;
  private final StreamingHasher hasher;
  private final Observers observers;

  FragmentPipeline(
      FileName name,
      RangeAllocator ranges,
      LengthLimit limit,
      FragmentRegion region,
      StreamingHasher hasher,
      Observers observers) {
    this.name = name;
    this.ranges = ranges;
    this.limit = limit;
    this.region = region;
    this.hasher = hasher;
    this.observers = observers;
  }

  /**
   * Stores bytes of a response.
   *
   * @param range what the request has been assigned; the bytes continue it
   * @param leads whether this thread may hash
   * @return whether all were stored; if not, the rest of the range belongs to other requests
   * @throws LengthMismatch if there are more bytes than the fragment may have
   */
  boolean store(AllocatedRange range, ByteBuffer bytes, boolean leads) throws IOException {
    while (bytes.hasRemaining()) {
      long at = range.reserved();
      limit.checkUpTo(at + bytes.remaining());
      int count = ranges.reserve(range, bytes.remaining());
      if (count <= 0) {
        limit.checkEnd(at, count);
        return false;
      }
      ByteBuffer part = bytes.duplicate().limit(bytes.position() + count);
      bytes.position(part.limit());
      boolean hashed = leads && hasher.hashInOrder(at, part);
      region.write(at, part);
      if (hashed) {
        hasher.confirmWritten(at + count);
      }
      ranges.wrote(range, count);
      observers.stored(name, count);
    }
    return true;
  }

  /**
   * The same for a range of a local file, which is copied inside the system and hashed from the
   * page cache.
   *
   * @throws Content.Unreadable if the file cannot be read, or is shorter than the range
   */
  boolean store(AllocatedRange range, Content content, ByteRange from, boolean leads)
      throws IOException {
    long offset = from.offset();
    while (offset < from.end()) {
      observers.tasks().cancellation().check();
      long at = range.reserved();
      int wanted = (int) Math.min(from.end() - offset, DownloadTarget.COPY_BYTES);
      int count = ranges.reserve(range, wanted);
      if (count <= 0) {
        limit.checkEnd(at, count);
        return false;
      }
      if (region.copy(at, content, new ByteRange(offset, count)) < count) {
        throw new Content.Unreadable(new IOException("file was truncated during the copy"));
      }
      ranges.wrote(range, count);
      observers.stored(name, count);
      if (leads) {
        hasher.catchUpUnlessInBackground();
      }
      offset += count;
    }
    return true;
  }

  /** What is informed of stored bytes. */
  record Observers(TransferProgress progress, DownloadTasks tasks) {

    void stored(FileName fragment, int count) throws IOException {
      progress.fetched(fragment, count);
      tasks.journal().wrote(count);
      tasks.slots().received(count);
      tasks.idleSlots().schedule();
    }
  }
}

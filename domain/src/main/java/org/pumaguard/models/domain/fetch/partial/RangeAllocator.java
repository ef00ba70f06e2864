package org.pumaguard.models.domain.fetch.partial;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * Allocates the missing ranges of a fragment to requests. One request is allocated all missing
 * bytes in a row until the fragment is divided; then each request is allocated the next part, so
 * that the parts arrive nearly in order. Safe for use by many threads.
 */
public final class RangeAllocator {

  /** The length is not known. */
  private static final long UNKNOWN = -1;

  private final long maxUnknown;
  private final RangeList ranges = new RangeList();

  /** What the waiting threads wait for; removed by identity, as functions have no equality. */
  private final List<BooleanSupplier> awaited = new ArrayList<>();

  private long total = UNKNOWN;
  private long partBytes = Long.MAX_VALUE;
  private long stepBytes = Long.MAX_VALUE;

  /**
   * No bytes are present.
   *
   * @param maxUnknown the maximum length while the length is unknown
   */
  public RangeAllocator(long maxUnknown) {
    this.maxUnknown = maxUnknown;
  }

  /** Sets the length of the fragment in bytes. */
  public synchronized void total(long bytes) {
    total = bytes;
    for (AllocatedRange range : ranges.active()) {
      if (range.limit() > total || range.limit() == maxUnknown) {
        range.cut(total);
      }
    }
    notifyAll();
  }

  /** The length of the fragment, if known. */
  public synchronized OptionalLong total() {
    return total == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(total);
  }

  /** Adds present bytes; an overlap with others counts once. */
  public synchronized void add(ByteRange range) {
    long from = Math.max(range.offset(), reach(range.offset()));
    if (from < range.end()) {
      ranges.add(AllocatedRange.present(from, range.end()));
    }
  }

  /** Allocates the first missing range, if there is one. */
  public synchronized Optional<AllocatedRange> claim() {
    Optional<AllocatedRange> range = claim(Math.min(stepBytes, partBytes));
    boolean wasWhole = range.filter(it -> it.limit() - it.from() == stepBytes).isPresent();
    if (wasWhole && stepBytes < Long.MAX_VALUE / 2) {
      stepBytes *= 2;
    }
    return range;
  }

  /** The same while the fragment is divided; empty after it was united. */
  public synchronized Optional<AllocatedRange> claimPart() {
    return isDivided() ? claim(partBytes) : Optional.empty();
  }

  private Optional<AllocatedRange> claim(long max) {
    ByteRange gap = ranges.firstGap(end());
    if (gap.length() == 0) {
      return Optional.empty();
    }
    AllocatedRange range =
        AllocatedRange.claimed(gap.offset(), gap.offset() + Math.min(gap.length(), max));
    ranges.add(range);
    return Optional.of(range);
  }

  private long end() {
    return total == UNKNOWN ? maxUnknown : total;
  }

  /**
   * Reserves the next bytes of a range for a write, which {@link #wrote} must follow.
   *
   * @return how many of these bytes; 0 at the end of the range; −1 if the range was discarded
   */
  public synchronized int reserve(AllocatedRange range, int bytes) {
    return ranges.contains(range) && range.isActive() ? range.reserve(bytes) : -1;
  }

  /** Reserved bytes were written. */
  public synchronized void wrote(AllocatedRange range, int bytes) {
    range.wrote(bytes);
    // Called with each buffer: a thread that would only wait again costs two context switches.
    for (BooleanSupplier condition : awaited) {
      if (condition.getAsBoolean()) {
        notifyAll();
        return;
      }
    }
  }

  /** The request for a range has ended; what is missing of the range can be allocated again. */
  public synchronized void release(AllocatedRange range) {
    range.end();
    if (range.to() == range.from()) {
      ranges.remove(range);
    }
    if (!isDivided()) {
      ranges.extendAll(end());
    }
    notifyAll();
  }

  /** From now on allocates parts of this length; running requests are cut after one more part. */
  public synchronized void divide(long bytes) {
    partBytes = bytes;
    for (AllocatedRange range : ranges.active()) {
      range.cut(Math.min(range.limit(), range.reserved() + bytes));
    }
  }

  /**
   * Until the fragment is divided, allocates ranges of this length, then twice as many bytes, and
   * so on: a division wastes what a server has already sent of a cut range.
   */
  public synchronized void grow(long bytes) {
    stepBytes = bytes;
  }

  /**
   * From now on allocates all missing bytes in a row. Running requests continue with what was cut,
   * as far as it is not allocated to another.
   */
  public synchronized void unite() {
    partBytes = Long.MAX_VALUE;
    stepBytes = Long.MAX_VALUE;
    ranges.extendAll(end());
  }

  /** Whether parts are allocated. */
  public synchronized boolean isDivided() {
    return partBytes != Long.MAX_VALUE;
  }

  /** The end of the bytes that are present without a gap from an offset. */
  public synchronized long reach(long offset) {
    return ranges.reach(offset);
  }

  /** Whether a range is neither present nor allocated. */
  public synchronized boolean hasGap() {
    return ranges.firstGap(end()).length() > 0;
  }

  /** The number of present bytes. */
  public synchronized long present() {
    return ranges.present();
  }

  /** Whether all bytes are present. */
  public synchronized boolean isComplete() {
    return total != UNKNOWN && reach(0) >= total;
  }

  /** The present bytes, in order. */
  public synchronized List<ByteRange> ranges() {
    return ranges.presentRanges();
  }

  /** Discards all ranges. Waits for running writes; running requests can reserve nothing more. */
  public synchronized void clear() {
    ranges.dropAll();
    awaitWriters();
    ranges.clear();
    total = UNKNOWN;
    unite();
    notifyAll();
  }

  private void awaitWriters() {
    boolean interrupted = false;
    BooleanSupplier written = () -> !ranges.isBeingWritten();
    awaited.add(written);
    while (!written.getAsBoolean()) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    awaited.remove(written);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits until bytes are present behind this offset, all are, or a range can be allocated.
   *
   * @throws CancellationException if cancelled while waiting
   */
  public void awaitChange(long reached, Cancellation cancellation) {
    await(() -> hasBytes(reached, 1) || hasGap(), cancellation);
  }

  /**
   * Waits until so many bytes are present behind this offset without a gap, or all are.
   *
   * @throws CancellationException if cancelled while waiting
   */
  public void awaitBytes(long reached, long count, Cancellation cancellation) {
    await(() -> hasBytes(reached, count), cancellation);
  }

  private boolean hasBytes(long reached, long count) {
    return isComplete() || reach(reached) >= reached + count;
  }

  private void await(BooleanSupplier condition, Cancellation cancellation) {
    try (Cancellation.Registration registration = cancellation.onCancel(this::wake)) {
      synchronized (this) {
        awaited.add(condition);
        try {
          while (!condition.getAsBoolean()) {
            cancellation.check();
            wait();
          }
        } finally {
          awaited.remove(condition);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }

  private synchronized void wake() {
    notifyAll();
  }
}

package org.pumaguard.models.domain.fetch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * Which bytes of a fragment are there, and which ones somebody is bringing. One request brings all
 * that is missing, until the fragment is divided; then each takes the next part, so that the parts
 * come nearly in order. Safe for use by many threads.
 */
public final class RangeAllocator {

  /** Stands for a length that is not known. */
  private static final long UNKNOWN = -1;

  private final long mostUnknown;
  private final List<AllocatedRange> stretches = new ArrayList<>();
  private long total = UNKNOWN;
  private long partBytes = Long.MAX_VALUE;
  private long stepBytes = Long.MAX_VALUE;

  /**
   * Nothing is there.
   *
   * @param mostUnknown the most bytes that are taken while the length is not known
   */
  RangeAllocator(long mostUnknown) {
    this.mostUnknown = mostUnknown;
  }

  /** The fragment has this length in bytes. */
  synchronized void total(long bytes) {
    total = bytes;
    for (AllocatedRange stretch : stretches) {
      if (stretch.isActive() && (stretch.limit() > total || stretch.limit() == mostUnknown)) {
        stretch.cut(total);
      }
    }
    notifyAll();
  }

  synchronized OptionalLong total() {
    return total == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(total);
  }

  /** These bytes are there already; what is known of them is not counted twice. */
  synchronized void add(ByteRange range) {
    long from = Math.max(range.offset(), reach(range.offset()));
    if (from < range.end()) {
      insert(AllocatedRange.present(from, range.end()));
    }
  }

  /** Takes the first bytes that nobody brings; none if there are none. */
  synchronized Optional<AllocatedRange> claim() {
    Optional<AllocatedRange> stretch = claim(Math.min(stepBytes, partBytes));
    boolean wasWhole = stretch.filter(it -> it.limit() - it.from() == stepBytes).isPresent();
    if (wasWhole && stepBytes < Long.MAX_VALUE / 2) {
      stepBytes *= 2;
    }
    return stretch;
  }

  private Optional<AllocatedRange> claim(long most) {
    long from = 0;
    for (AllocatedRange stretch : stretches) {
      if (stretch.from() > from) {
        return Optional.of(insert(from, Math.min(stretch.from() - from, most)));
      }
      from = stretch.limit();
    }
    long end = total == UNKNOWN ? mostUnknown : total;
    return from < end ? Optional.of(insert(from, Math.min(end - from, most))) : Optional.empty();
  }

  /** The same while it is divided; none as soon as one takes it all. */
  synchronized Optional<AllocatedRange> claimPart() {
    return isDivided() ? claim(partBytes) : Optional.empty();
  }

  /**
   * How many of so many bytes the stretch may write next, and where; it has to say when it has.
   *
   * @return 0 where the stretch ends; −1 when it does not count any more
   */
  synchronized int reserve(AllocatedRange stretch, int bytes) {
    return stretches.contains(stretch) && stretch.isActive() ? stretch.reserve(bytes) : -1;
  }

  /** So many of the bytes that were reserved are written. */
  synchronized void wrote(AllocatedRange stretch, int bytes) {
    stretch.wrote(bytes);
    notifyAll();
  }

  /** Nobody brings the stretch any more; what is missing of it is free. */
  synchronized void release(AllocatedRange stretch) {
    stretch.end();
    if (stretch.to() == stretch.from()) {
      stretches.remove(stretch);
    }
    if (!isDivided()) {
      extend();
    }
    notifyAll();
  }

  /** From now on parts of so many bytes are taken; who brings more now stops after that much. */
  synchronized void divide(long bytes) {
    partBytes = bytes;
    for (AllocatedRange stretch : stretches) {
      if (stretch.isActive()) {
        stretch.cut(Math.min(stretch.limit(), stretch.reserved() + bytes));
      }
    }
  }

  /**
   * While it is not divided, who comes takes so many bytes where there are so many in a row, the
   * next one twice as many, and so on: what is cut off when it is divided has been sent for
   * nothing.
   */
  synchronized void grow(long bytes) {
    stepBytes = bytes;
  }

  /**
   * From now on whoever comes takes all that is missing in a row, and who still brings something
   * goes on with what was cut off, as far as nobody else has it.
   */
  synchronized void unite() {
    partBytes = Long.MAX_VALUE;
    stepBytes = Long.MAX_VALUE;
    extend();
  }

  private void extend() {
    long end = total == UNKNOWN ? mostUnknown : total;
    for (int i = stretches.size() - 1; i >= 0; i--) {
      AllocatedRange stretch = stretches.get(i);
      if (stretch.isActive()) {
        stretch.extend(end);
      }
      end = stretch.from();
    }
  }

  synchronized boolean isDivided() {
    return partBytes != Long.MAX_VALUE;
  }

  /** How far the bytes go without a gap from an offset. */
  synchronized long reach(long offset) {
    long end = offset;
    for (AllocatedRange stretch : stretches) {
      if (stretch.from() <= end && stretch.to() > end) {
        end = stretch.to();
      }
    }
    return end;
  }

  /** How many bytes are there. */
  synchronized long present() {
    return stretches.stream().mapToLong(stretch -> stretch.to() - stretch.from()).sum();
  }

  synchronized boolean isComplete() {
    return total != UNKNOWN && reach(0) >= total;
  }

  /** What is there, in order. */
  synchronized List<ByteRange> ranges() {
    List<ByteRange> ranges = new ArrayList<>();
    for (AllocatedRange stretch : stretches) {
      int last = ranges.size() - 1;
      if (last >= 0 && ranges.get(last).end() == stretch.from()) {
        ByteRange before = ranges.remove(last);
        ranges.add(new ByteRange(before.offset(), stretch.to() - before.offset()));
      } else if (stretch.to() > stretch.from()) {
        ranges.add(new ByteRange(stretch.from(), stretch.to() - stretch.from()));
      }
    }
    return ranges;
  }

  /**
   * Forgets all that is there; who brings something is not wanted any more, and has ended its last
   * write when this returns.
   */
  synchronized void clear() {
    stretches.forEach(AllocatedRange::drop);
    awaitWriters();
    stretches.clear();
    total = UNKNOWN;
    unite();
    notifyAll();
  }

  /**
   * Waits until nothing is missing, or something is free to be brought.
   *
   * @throws CancellationException when the work is cancelled meanwhile
   */
  void awaitChange(long reached, Cancellation cancellation) {
    try (Cancellation.Registration registration = cancellation.onCancel(this::wake)) {
      await(reached, cancellation);
    }
  }

  /**
   * Waits until bytes have come behind those that are reached, or none are missing.
   *
   * @throws CancellationException when the work is cancelled meanwhile
   */
  void awaitBytes(long reached, Cancellation cancellation) {
    try (Cancellation.Registration registration = cancellation.onCancel(this::wake)) {
      awaitReach(reached, cancellation);
    }
  }

  private synchronized void awaitReach(long reached, Cancellation cancellation) {
    try {
      while (!isComplete() && reach(reached) == reached) {
        cancellation.check();
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }

  private synchronized void awaitWriters() {
    boolean interrupted = false;
    while (stretches.stream().anyMatch(AllocatedRange::isBeingWritten)) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void await(long reached, Cancellation cancellation) {
    try {
      while (!isComplete() && reach(reached) == reached && !hasGap()) {
        cancellation.check();
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }

  private boolean hasGap() {
    long from = 0;
    for (AllocatedRange stretch : stretches) {
      if (stretch.from() > from) {
        return true;
      }
      from = stretch.limit();
    }
    return total == UNKNOWN || from < total;
  }

  private AllocatedRange insert(long from, long bytes) {
    AllocatedRange stretch = AllocatedRange.claimed(from, from + bytes);
    insert(stretch);
    return stretch;
  }

  private void insert(AllocatedRange stretch) {
    stretches.add(stretch);
    stretches.sort(Comparator.comparingLong(AllocatedRange::from));
  }

  private synchronized void wake() {
    notifyAll();
  }
}

package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.pumaguard.models.domain.concurrent.DownloadSlots;
import org.pumaguard.models.domain.fetch.partial.AllocatedRange;
import org.pumaguard.models.domain.fetch.partial.FragmentOffsets;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.source.FetchRouter;

/**
 * Divides a fragment into ranges that other threads fetch over connections of their own, if that
 * pays: the server supports ranges, and the network is the bottleneck. After failures of ranges the
 * leader fetches the rest over one connection.
 */
final class RangeSplitter implements IdleSlotScheduler.Work {

  /** Minimum remaining bytes for opening another connection. */
  private static final long MIN_REMAINING_BYTES = 2 << 20;

  private static final long MIN_PART_BYTES = 1 << 20;
  private static final long MAX_PART_BYTES = 16 << 20;

  /** Above this rate over one connection this machine is the bottleneck, not the network. */
  private static final double MAX_BYTES_PER_SECOND = 64e6;

  private static final double MIN_REMAINING_SECONDS = 1;
  private static final long MIN_SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int MAX_FAILURES = 3;

  private final FetchRouter fetchers;
  private final DownloadSlots slots;
  private final Cancellation cancellation;
  private final IncomingFragment incoming;
  private Optional<Location> leading = Optional.empty();
  private long sampledNanos;
  private long sampledBytes;
  private long partBytes = MIN_PART_BYTES;
  private int failures;
  private int helpers;

  RangeSplitter(
      FetchRouter fetchers,
      DownloadSlots slots,
      Cancellation cancellation,
      IncomingFragment incoming) {
    this.fetchers = fetchers;
    this.slots = slots;
    this.cancellation = cancellation;
    this.incoming = incoming;
  }

  /** The leader fetches from a location, so other threads may too. */
  synchronized void enable(Location location) {
    leading = Optional.of(location);
    sampledNanos = 0;
  }

  /** The leader fetches nothing for now. */
  synchronized void disable() {
    leading = Optional.empty();
  }

  /** From now on one connection fetches the rest. */
  synchronized void giveUp() {
    failures = MAX_FAILURES;
    incoming.ranges().unite();
  }

  @Override
  public synchronized boolean wantsHelp() {
    if (!isAllowed()) {
      return false;
    }
    if (incoming.ranges().isDivided()) {
      return incoming.ranges().hasGap();
    }
    long rate = bytesPerSecond();
    partBytes = Math.max(MIN_PART_BYTES, Math.min(rate / 2, MAX_PART_BYTES));
    return pays(rate);
  }

  @Override
  public synchronized Optional<IdleSlotScheduler.Task> claim() {
    if (!isAllowed()) {
      return Optional.empty();
    }
    if (!incoming.ranges().isDivided()) {
      incoming.ranges().divide(partBytes);
    }
    Location location = leading.orElseThrow();
    Optional<AllocatedRange> part = incoming.ranges().claimPart();
    helpers += part.isPresent() ? 1 : 0;
    return part.map(range -> () -> fetchPart(location, range));
  }

  private boolean isAllowed() {
    if (leading.isEmpty() || failures >= MAX_FAILURES) {
      return false;
    }
    boolean isLimited = fetchers.rateLimit().isSet();
    if (isLimited) {
      // Several connections would share the rate of one.
      incoming.ranges().unite();
    }
    return !isLimited;
  }

  /**
   * Gives up and waits for the other threads: a server that limits the number of connections is
   * kept busy by them.
   *
   * @return whether other threads were fetching
   */
  boolean stopHelpers() {
    synchronized (this) {
      if (helpers == 0) {
        return false;
      }
      giveUp();
    }
    try (Cancellation.Registration registration = cancellation.onCancel(this::wake)) {
      awaitHelpers();
    }
    return true;
  }

  private synchronized void awaitHelpers() {
    try {
      while (helpers > 0) {
        cancellation.check();
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }

  private synchronized void wake() {
    notifyAll();
  }

  private synchronized void removeHelper() {
    helpers--;
    notifyAll();
  }

  /** The rate since the last call; 0 while it is unknown. */
  private long bytesPerSecond() {
    long now = System.nanoTime();
    long bytes = incoming.received();
    boolean isFirst = sampledNanos == 0;
    long nanos = now - sampledNanos;
    if (!isFirst && nanos < MIN_SAMPLE_NANOS) {
      return 0;
    }
    long before = sampledBytes;
    sampledNanos = now;
    sampledBytes = bytes;
    return isFirst ? 0 : (long) ((bytes - before) * 1e9 / nanos);
  }

  private boolean pays(long rate) {
    Optional<Fetcher.Head> head = incoming.origin().head();
    OptionalLong total = incoming.ranges().total();
    if (rate == 0
        || rate > MAX_BYTES_PER_SECOND
        || total.isEmpty()
        || head.isEmpty()
        || !head.get().divisible()
        || incoming.received() == 0
        || head.get().validator().isEmpty()
        || !fetchers.usesNetwork(head.get().location())) {
      return false;
    }
    long left = total.getAsLong() - incoming.received();
    return left >= MIN_REMAINING_BYTES && (double) left / rate >= MIN_REMAINING_SECONDS;
  }

  /** Fetches a range; bytes that could not be fetched are left to other threads. */
  private void fetchPart(Location location, AllocatedRange range) throws IOException {
    try {
      fetch(location, range);
    } catch (Fetcher.Failure e) {
      slots.failed(e.reason());
      addFailure(e.reason() == Fetcher.Reason.RANGE_REFUSED || !e.reason().mayPass());
    } catch (LengthMismatch e) {
      addFailure(true);
    } catch (FragmentOffsets.Moved e) {
      // The leader restarts the fragment.
      return;
    } finally {
      removeHelper();
    }
  }

  private void fetch(Location location, AllocatedRange range) throws IOException {
    try {
      fetchers.fetch(
          incoming.request(location, range),
          RangeReceiver.helping(incoming, range, cancellation),
          cancellation);
    } finally {
      // Before giving up, so that the leader can continue the range.
      incoming.ranges().release(range);
    }
  }

  private synchronized void addFailure(boolean isPermanent) {
    failures++;
    if (isPermanent || failures >= MAX_FAILURES) {
      giveUp();
    }
  }
}

package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;

/**
 * Lets threads that have nothing else to do bring parts of a fragment over connections of their
 * own, where that pays: the server can send parts, and the network is what the fragment waits for.
 * If a server turns out not to keep its word, one connection goes on alone.
 */
public final class RangeSplitter {

  /** So little is not worth another request. */
  private static final long LEAST_BYTES = 2 << 20;

  private static final long LEAST_PART_BYTES = 1 << 20;
  private static final long MOST_PART_BYTES = 16 << 20;

  /** What comes faster over one connection waits for this machine, not for the network. */
  private static final double FAST_BYTES_PER_SECOND = 64e6;

  private static final double LEAST_SECONDS_LEFT = 1;
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int MOST_FAILURES = 3;

  private final DownloadContext assembly;
  private final IncomingFragment arrival;
  private Optional<Location> leading = Optional.empty();
  private long sampledNanos;
  private long sampledBytes;
  private int failures;
  private int helpers;

  RangeSplitter(DownloadContext assembly, IncomingFragment arrival) {
    this.assembly = assembly;
    this.arrival = arrival;
  }

  /** The leader asks a location. */
  synchronized void begins(Location location) {
    leading = Optional.of(location);
    sampledNanos = 0;
  }

  /** The leader asks nobody for the time being. */
  synchronized void pauses() {
    leading = Optional.empty();
  }

  /** From now on one connection brings it all. */
  synchronized void giveUp() {
    failures = MOST_FAILURES;
    arrival.stretches().unite();
  }

  /** Takes a part to be brought by {@link #help}, if there is one and it pays. */
  synchronized Optional<Part> claim() {
    if (leading.isEmpty() || failures >= MOST_FAILURES) {
      return Optional.empty();
    }
    if (assembly.fetchers().rateLimit().isSet()) {
      // It is slow because we wait. Several connections would share what one has.
      arrival.stretches().unite();
      return Optional.empty();
    }
    if (!arrival.stretches().isDivided()) {
      long rate = bytesPerSecond();
      if (!pays(rate)) {
        return Optional.empty();
      }
      arrival.stretches().divide(Math.max(LEAST_PART_BYTES, Math.min(rate / 2, MOST_PART_BYTES)));
    }
    Location location = leading.get();
    Optional<AllocatedRange> part = arrival.stretches().claimPart();
    helpers += part.isPresent() ? 1 : 0;
    return part.map(stretch -> new Part(location, stretch));
  }

  /**
   * Gives up, and waits until nobody helps any more: a server that allows so many connections and
   * no more is kept busy by those.
   *
   * @return whether anybody has helped
   */
  boolean endHelp() {
    synchronized (this) {
      if (helpers == 0) {
        return false;
      }
      giveUp();
    }
    try (Cancellation.Registration registration = assembly.cancellation().onCancel(this::wake)) {
      awaitHelpers();
    }
    return true;
  }

  private synchronized void awaitHelpers() {
    try {
      while (helpers > 0) {
        assembly.cancellation().check();
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

  private synchronized void helped() {
    helpers--;
    notifyAll();
  }

  /** How fast it came since this was asked before; 0 as long as that can't be told. */
  private long bytesPerSecond() {
    long now = System.nanoTime();
    long bytes = arrival.received();
    boolean isFirst = sampledNanos == 0;
    long nanos = now - sampledNanos;
    if (!isFirst && nanos < LEAST_NANOS) {
      return 0;
    }
    long before = sampledBytes;
    sampledNanos = now;
    sampledBytes = bytes;
    return isFirst ? 0 : (long) ((bytes - before) * 1e9 / nanos);
  }

  private boolean pays(long rate) {
    Optional<Fetcher.Head> head = arrival.origin().head();
    OptionalLong total = arrival.stretches().total();
    if (rate == 0
        || rate > FAST_BYTES_PER_SECOND
        || total.isEmpty()
        || head.isEmpty()
        || !head.get().divisible()
        || arrival.received() == 0
        || head.get().validator().isEmpty()
        || !assembly.fetchers().usesNetwork(head.get().location())) {
      return false;
    }
    long left = total.getAsLong() - arrival.received();
    return left >= LEAST_BYTES && (double) left / rate >= LEAST_SECONDS_LEFT;
  }

  /**
   * Brings a part; what does not come is left to others.
   *
   * @throws IOException when the disk refuses
   */
  void help(Part part) throws IOException {
    try {
      bring(part.location(), part.stretch());
    } catch (Fetcher.Failure e) {
      failed(e.reason() == Fetcher.Reason.RANGE_REFUSED || !e.reason().mayPass());
    } catch (LengthMismatch e) {
      failed(true);
    } catch (FragmentOffsets.Moved e) {
      // The leader has begun anew, and wants no help with what was.
      return;
    } finally {
      helped();
    }
  }

  private void bring(Location location, AllocatedRange stretch) throws IOException {
    try {
      assembly
          .fetchers()
          .fetch(
              arrival.request(location, stretch), arrival.help(stretch), assembly.cancellation());
    } finally {
      // Before division is given up: then the leader can go on with it.
      arrival.stretches().release(stretch);
    }
  }

  private synchronized void failed(boolean forGood) {
    failures++;
    if (forGood || failures >= MOST_FAILURES) {
      giveUp();
    }
  }

  /** A part that one more connection is to bring. */
  record Part(Location location, AllocatedRange stretch) {}
}

package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.pumaguard.models.domain.concurrent.DownloadSlots;
import org.pumaguard.models.domain.concurrent.TaskGroup;

/**
 * Lends slots that nobody else wants to fragments that are still coming. Whoever receives bytes
 * looks now and then whether a slot is free; so nothing is lent to what does not move.
 */
public final class IdleSlotScheduler {

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final DownloadSlots slots;
  private final TaskGroup crew;
  private final Queue<RangeSplitter> divisions = new ConcurrentLinkedQueue<>();
  private final AtomicLong lookedNanos = new AtomicLong(System.nanoTime());

  IdleSlotScheduler(DownloadSlots slots, TaskGroup crew) {
    this.slots = slots;
    this.crew = crew;
  }

  /** A fragment is coming that others may help with. */
  void begun(RangeSplitter division) {
    divisions.add(division);
  }

  /** It is there. */
  void ended(RangeSplitter division) {
    divisions.remove(division);
  }

  /** Bytes have come. */
  void look() {
    long last = lookedNanos.get();
    long now = System.nanoTime();
    if (now - last < LOOK_NANOS || !lookedNanos.compareAndSet(last, now)) {
      return;
    }
    for (RangeSplitter division : divisions) {
      while (slots.tryAcquire()) {
        Optional<RangeSplitter.Part> part = division.claim();
        if (part.isEmpty()) {
          slots.release();
          break;
        }
        crew.start(() -> help(division, part.get()));
      }
    }
  }

  /** Until nothing is left to do there, or somebody else wants the slot. */
  private RangeSplitter help(RangeSplitter division, RangeSplitter.Part first) throws IOException {
    try {
      Optional<RangeSplitter.Part> part = Optional.of(first);
      while (part.isPresent()) {
        division.help(part.get());
        part = slots.hasWaiters() ? Optional.empty() : division.claim();
      }
      return division;
    } finally {
      slots.release();
    }
  }
}

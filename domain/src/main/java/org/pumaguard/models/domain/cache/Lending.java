package org.pumaguard.models.domain.cache;

import java.io.IOException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lends slots that nobody else wants to pieces that are still coming. Whoever receives bytes looks
 * now and then whether a slot is free; so nothing is lent to what does not move.
 */
final class Lending {

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final FetchSlots slots;
  private final Crew crew;
  private final Queue<Division> divisions = new ConcurrentLinkedQueue<>();
  private final AtomicLong lookedNanos = new AtomicLong(System.nanoTime());

  Lending(FetchSlots slots, Crew crew) {
    this.slots = slots;
    this.crew = crew;
  }

  /** A piece is coming that others may help with. */
  void begun(Division division) {
    divisions.add(division);
  }

  /** It is there. */
  void ended(Division division) {
    divisions.remove(division);
  }

  /** Bytes have come. */
  void look() {
    long last = lookedNanos.get();
    long now = System.nanoTime();
    if (now - last < LOOK_NANOS || !lookedNanos.compareAndSet(last, now)) {
      return;
    }
    for (Division division : divisions) {
      while (slots.tryAcquire()) {
        Optional<Division.Part> part = division.claim();
        if (part.isEmpty()) {
          slots.release();
          break;
        }
        crew.start(() -> help(division, part.get()));
      }
    }
  }

  /** Until nothing is left to do there, or somebody else wants the slot. */
  private Division help(Division division, Division.Part first) throws IOException {
    try {
      Optional<Division.Part> part = Optional.of(first);
      while (part.isPresent()) {
        division.help(part.get());
        part = slots.isWanted() ? Optional.empty() : division.claim();
      }
      return division;
    } finally {
      slots.release();
    }
  }
}

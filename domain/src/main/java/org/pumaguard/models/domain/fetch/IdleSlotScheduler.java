package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.pumaguard.models.domain.concurrent.DownloadSlots;
import org.pumaguard.models.domain.concurrent.TaskGroup;

/**
 * Uses idle download slots for ranges of fragments that are being downloaded. The threads that
 * receive bytes call it, so a stalled transfer gets no more slots.
 */
final class IdleSlotScheduler {

  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final DownloadSlots slots;
  private final TaskGroup group;
  private final Queue<Work> works = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean starting = new AtomicBoolean();
  private final AtomicLong scheduledNanos = new AtomicLong(System.nanoTime());

  IdleSlotScheduler(DownloadSlots slots, TaskGroup group) {
    this.slots = slots;
    this.group = group;
  }

  /** From now on idle slots may be used for this work. */
  void add(Work work) {
    works.add(work);
  }

  /** Starts nothing of this work any more. */
  void remove(Work work) {
    works.remove(work);
  }

  /** Starts tasks in idle slots, at most once an interval. */
  void schedule() {
    long last = scheduledNanos.get();
    long now = System.nanoTime();
    if (now - last < INTERVAL_NANOS || !scheduledNanos.compareAndSet(last, now)) {
      return;
    }
    for (Work work : works) {
      if (slots.isIdle() && work.wantsHelp() && starting.compareAndSet(false, true)) {
        group.start(() -> help(work));
      }
    }
  }

  /**
   * Runs tasks of a work in an idle slot, if there still is one, and starts another thread if there
   * is a second one. Only a thread that runs takes a slot and a task.
   */
  private Work help(Work work) throws IOException {
    starting.set(false);
    if (!slots.tryAcquire()) {
      return work;
    }
    Optional<Task> first = work.claim();
    if (first.isEmpty()) {
      slots.release();
      return work;
    }
    if (slots.isIdle() && starting.compareAndSet(false, true)) {
      group.start(() -> help(work));
    }
    return runFrom(work, first.get());
  }

  /** Runs tasks until none is left or the slot is wanted elsewhere. */
  private Work runFrom(Work work, Task first) throws IOException {
    try {
      Optional<Task> task = Optional.of(first);
      while (task.isPresent()) {
        task.get().run();
        task = slots.hasWaiters() ? Optional.empty() : work.claim();
      }
      return work;
    } finally {
      slots.release();
    }
  }

  /** Work that can be divided. */
  interface Work {

    /** Whether it would pay if another thread took a task now. */
    boolean wantsHelp();

    /** Claims the next task, if there is one and it pays; a claimed task must be run. */
    Optional<Task> claim();
  }

  /** A piece of work for one slot. */
  interface Task {

    void run() throws IOException;
  }
}

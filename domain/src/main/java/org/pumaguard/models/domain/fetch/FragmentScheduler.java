package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.pumaguard.models.domain.concurrent.DownloadTicket;
import org.pumaguard.models.domain.concurrent.OfferedTask;
import org.pumaguard.models.domain.concurrent.TaskGroup;
import org.pumaguard.models.domain.fetch.partial.FragmentOffsets;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.port.Cancellation;

/** Stores the fragments of one model, each in a download slot, several at once. */
final class FragmentScheduler {

  private final List<Fragment> fragments;
  private final FragmentOffsets offsets;
  private final DownloadTicket ticket;
  private final TaskGroup group;
  private final Cancellation cancellation;
  private final Lock turn = new ReentrantLock();

  FragmentScheduler(
      List<Fragment> fragments,
      FragmentOffsets offsets,
      DownloadTicket ticket,
      TaskGroup group,
      Cancellation cancellation) {
    this.fragments = fragments;
    this.offsets = offsets;
    this.ticket = ticket;
    this.group = group;
    this.cancellation = cancellation;
  }

  /**
   * Stores fragments, and returns when all are stored.
   *
   * @param missing their positions in the model
   */
  void store(List<Integer> missing, Work work) throws IOException {
    if (missing.size() == 1) {
      storeHere(missing.get(0), work);
    } else {
      storeTogether(missing, work);
    }
  }

  /** A single fragment needs no other thread. */
  private void storeHere(int index, Work work) throws IOException {
    awaitOtherModels(index);
    ticket.acquire(cancellation);
    try {
      work.store(index);
    } finally {
      ticket.release();
    }
  }

  /** This thread stores fragments, and so do others as long as there are any. */
  private void storeTogether(List<Integer> missing, Work work) throws IOException {
    Queue<Integer> queue = inOrder(missing);
    Queue<OfferedTask<Void>> others = new ConcurrentLinkedQueue<>();
    storeAll(queue, work, others);
    for (OfferedTask<Void> other = others.poll(); other != null; other = others.poll()) {
      group.get(other);
    }
  }

  private Queue<Integer> inOrder(List<Integer> missing) {
    Queue<Integer> queue = new ConcurrentLinkedQueue<>();
    List<Integer> later = new ArrayList<>();
    for (int index : missing) {
      // Behind a fragment of unknown length no other knows its offset: it would hold a slot that
      // the model which fetches that fragment may need.
      if (isFetchedByOtherModel(index) && offsets.size(index).isPresent()) {
        later.add(index);
      } else {
        queue.add(index);
      }
    }
    queue.addAll(later);
    return queue;
  }

  private boolean isFetchedByOtherModel(int index) {
    return ticket.inFlight().isClaimedBefore(ticket.rank(), fragments.get(index).sha256());
  }

  /** With its first slot this thread starts another one, which waits for the next slot. */
  private Void storeAll(Queue<Integer> queue, Work work, Queue<OfferedTask<Void>> others)
      throws IOException {
    boolean alone = true;
    for (OptionalInt next = acquireNext(queue); next.isPresent(); next = acquireNext(queue)) {
      try {
        if (alone && !queue.isEmpty()) {
          alone = false;
          others.add(group.start(() -> storeAll(queue, work, others)));
        }
        work.store(next.getAsInt());
      } finally {
        ticket.release();
      }
    }
    return null;
  }

  /**
   * Takes the next fragment and a slot for it. One thread at a time does so: a fragment that has a
   * slot may wait for the length of an earlier one, which must not wait for that slot.
   */
  private OptionalInt acquireNext(Queue<Integer> queue) {
    turn.lock();
    try {
      cancellation.check();
      if (queue.isEmpty()) {
        return OptionalInt.empty();
      }
      int index = queue.remove();
      awaitOtherModels(index);
      ticket.acquire(cancellation);
      return OptionalInt.of(index);
    } finally {
      turn.unlock();
    }
  }

  /** A fragment that another model is fetching is copied afterwards. */
  private void awaitOtherModels(int index) {
    ticket.inFlight().await(ticket.rank(), fragments.get(index).sha256(), cancellation);
  }

  /** Stores one fragment. */
  interface Work {

    void store(int index) throws IOException;
  }
}

package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.pumaguard.models.domain.concurrent.DownloadTicket;
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
    ticket.slots().acquire(ticket.rank(), cancellation);
    try {
      work.store(index);
    } finally {
      ticket.slots().release();
    }
  }

  private void storeTogether(List<Integer> missing, Work work) throws IOException {
    List<Future<?>> tasks = new ArrayList<>();
    List<Integer> later = new ArrayList<>();
    for (int index : missing) {
      // Behind a fragment of unknown length no other knows its offset: it would hold a slot that
      // the model which fetches that fragment may need.
      if (isFetchedByOtherModel(index) && offsets.size(index).isPresent()) {
        later.add(index);
      } else {
        tasks.add(start(index, work));
      }
    }
    for (int index : later) {
      tasks.add(start(index, work));
    }
    for (Future<?> task : tasks) {
      TaskGroup.get(task);
    }
  }

  private boolean isFetchedByOtherModel(int index) {
    return ticket.inFlight().isClaimedBefore(ticket.rank(), fragments.get(index).sha256());
  }

  /** A fragment that another model is fetching is copied afterwards. */
  private void awaitOtherModels(int index) {
    ticket.inFlight().await(ticket.rank(), fragments.get(index).sha256(), cancellation);
  }

  private Future<?> start(int index, Work work) {
    awaitOtherModels(index);
    ticket.slots().acquire(ticket.rank(), cancellation);
    return group.submit(
        () -> {
          try {
            work.store(index);
          } finally {
            ticket.slots().release();
          }
          return index;
        });
  }

  /** Stores one fragment. */
  interface Work {

    void store(int index) throws IOException;
  }
}

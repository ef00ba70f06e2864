package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.concurrent.DownloadTicket;
import org.pumaguard.models.domain.concurrent.OfferedTask;
import org.pumaguard.models.domain.concurrent.TaskGroup;
import org.pumaguard.models.domain.fetch.partial.DownloadTarget;
import org.pumaguard.models.domain.fetch.partial.FragmentOffsets;
import org.pumaguard.models.domain.fetch.partial.JournalWriter;
import org.pumaguard.models.domain.fetch.partial.RepeatedFragments;
import org.pumaguard.models.domain.fetch.partial.StoredFragment;
import org.pumaguard.models.domain.model.BlockList;
import org.pumaguard.models.domain.model.BlockSums;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Partial;

/**
 * Downloads the published file of a model into a partial: all fragments at their offsets, several
 * at once, each verified, and the whole verified too. Resumes what an earlier process has left in
 * the partial; forces to disk and records in the journal what this one leaves there.
 */
public final class ModelDownload {

  private final DownloadRequest request;
  private final SourceAccess access;
  private final DownloadTarget target;
  private final TransferProgress progress;
  private final DownloadTicket ticket;
  private final Executor executor;

  /**
   * A download that has not begun.
   *
   * @param ticket its rank among all downloads of the cache
   * @param executor of any kind: the calling thread does what no other thread does
   */
  public ModelDownload(
      DownloadRequest request,
      SourceAccess access,
      DownloadTarget target,
      TransferProgress progress,
      DownloadTicket ticket,
      Executor executor) {
    this.request = request;
    this.access = access;
    this.target = target;
    this.progress = progress;
    this.ticket = ticket;
    this.executor = executor;
  }

  /**
   * Fetches what is missing.
   *
   * @return the ranges of the fragments in the partial, which is complete, and the block sums
   * @throws CacheException if a fragment cannot be fetched
   * @throws WrongWhole if all fragments are verified, but the whole has another digest
   * @throws CancellationException if cancelled
   * @throws IOException if the partial cannot be written
   */
  public BlockList run(Cancellation cancellation) throws IOException {
    Cancellation stop = new Cancellation();
    try (Cancellation.Registration registration = cancellation.onCancel(stop::cancel)) {
      return new Run(stop).run();
    }
  }

  /** The state of one run. */
  private final class Run {

    private final Partial partial = target.partial();
    private final FragmentOffsets offsets = target.offsets();
    private final List<Fragment> fragments = request.fragments();
    private final TaskGroup group;
    private final DownloadTasks tasks;
    private final DownloadContext context;
    private final FragmentScheduler scheduler;
    private final TrailingHasher whole;
    private final RepeatedFragments repeated = new RepeatedFragments(fragments);

    /** Whether all fragments are stored and verified. */
    private volatile boolean stored;

    /** The only fragment's sums, which need no trailing hasher. */
    private volatile List<BlockSums> sums = List.of();

    Run(Cancellation stop) {
      this.group = new TaskGroup(executor, stop);
      this.tasks =
          new DownloadTasks(
              group,
              new JournalWriter(partial, group::start),
              ticket.slots(),
              new IdleSlotScheduler(ticket.slots(), group),
              stop);
      this.context = new DownloadContext(request, access, target, tasks, progress);
      this.scheduler = new FragmentScheduler(fragments, offsets, ticket, group, stop);
      this.whole = new TrailingHasher(partial, fragments.size(), stop, this::reportHashed);
    }

    /** The last bytes of the model are hashed while nothing is fetched any more. */
    private void reportHashed(long bytes) {
      if (stored) {
        progress.verifying(bytes, offsets.known());
      }
    }

    BlockList run() throws IOException {
      progress.length(offsets::length);
      boolean done = false;
      try {
        PartialResume resume = new PartialResume(target, fragments, progress);
        resume.run(whole);
        target.space().taking(resume.present());
        target.space().require(offsets.known());
        storeAll();
        group.cancelAndAwait();
        // Reports the failure of a background force, which is not repeated.
        group.check();
        done = true;
        return new BlockList(ranges(), isDivided() ? whole.sums().orElseThrow() : sums.get(0));
      } catch (CancellationException e) {
        group.check();
        throw e;
      } finally {
        // The partial is closed next: no thread may write into it any more.
        group.cancelAndAwait();
        if (!done) {
          tasks.journal().recordBestEffort();
        }
      }
    }

    private boolean isDivided() {
      return fragments.size() > 1;
    }

    /** Stores all fragments, and verifies the whole at the same time if it has several. */
    private void storeAll() throws IOException {
      if (!isDivided()) {
        storeMisplaced();
        return;
      }
      OfferedTask<Sha256> digest = group.start(whole);
      storeMisplaced();
      stored = true;
      Sha256 actual = group.get(digest);
      reportHashed(offsets.known());
      if (!actual.equals(request.model().publication().sha256())) {
        throw new WrongWhole(actual);
      }
    }

    /** Until each fragment has the offset that the lengths of all earlier ones give. */
    private void storeMisplaced() throws IOException {
      for (List<Integer> missing = misplaced(); !missing.isEmpty(); missing = misplaced()) {
        scheduler.store(repeated.firsts(missing), this::storeAndRepeat);
      }
      partial.truncate(offsets.total().orElseThrow());
    }

    private List<Integer> misplaced() {
      List<Optional<ByteRange>> places = whole.places();
      List<Integer> missing = new ArrayList<>();
      for (int i = 0; i < places.size(); i++) {
        if (places.get(i).isEmpty() || isMisplaced(i, places.get(i).get())) {
          missing.add(i);
        }
      }
      return missing;
    }

    /** A fragment is not misplaced while the length of an earlier one is unknown. */
    private boolean isMisplaced(int index, ByteRange place) {
      OptionalLong offset = offsets.offset(index);
      return offset.isPresent() && offset.getAsLong() != place.offset();
    }

    private void storeAndRepeat(int index) throws IOException {
      store(index);
      for (int other : repeated.of(index)) {
        // A later round copies what has no offset yet: this thread must not wait for another slot.
        if (whole.place(other).isEmpty() && offsets.offset(other).isPresent()) {
          store(other);
        }
      }
    }

    private void store(int index) throws IOException {
      Fragment fragment = fragments.get(index);
      StoredFragment stored = reuseOrFetch(index, fragment);
      if (stored instanceof StoredFragment.Whole only) {
        sums = List.of(only.sums());
      }
      whole.add(index, stored.range());
      if (isDivided()) {
        tasks.journal().verified(new FragmentRange(fragment.sha256(), stored.range()));
      }
    }

    private StoredFragment reuseOrFetch(int index, Fragment fragment) throws IOException {
      FragmentReuse reuse = new FragmentReuse(context, index, fragment);
      Optional<ByteRange> former = whole.place(index);
      Optional<StoredFragment> moved =
          former.isPresent() ? reuse.move(former.get()) : Optional.empty();
      Optional<ByteRange> other = repeated.elsewhere(index, whole::place);
      Optional<StoredFragment> copied =
          moved.isEmpty() && other.isPresent() ? reuse.copyWithin(other.get()) : moved;
      Optional<StoredFragment> local = copied.isPresent() ? copied : reuse.copyStored();
      return local.isPresent() ? local.get() : fetch(index, fragment);
    }

    private StoredFragment fetch(int index, Fragment fragment) throws IOException {
      FragmentDownload download = new FragmentDownload(context, index, fragment);
      tasks.journal().add(download);
      tasks.idleSlots().add(download.splitter());
      StoredFragment stored = download.run();
      // After a failure both stay: the journal then records what is present.
      tasks.idleSlots().remove(download.splitter());
      tasks.journal().remove(download);
      return stored;
    }

    private List<FragmentRange> ranges() {
      List<FragmentRange> ranges = new ArrayList<>();
      List<Optional<ByteRange>> places = whole.places();
      for (int i = 0; i < fragments.size(); i++) {
        ranges.add(new FragmentRange(fragments.get(i).sha256(), places.get(i).orElseThrow()));
      }
      return ranges;
    }
  }

  /** All fragments have the right digests, but the whole has another. */
  public static final class WrongWhole extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Sha256 actual;

    WrongWhole(Sha256 actual) {
      super("the whole has sha256 " + actual);
      this.actual = actual;
    }

    /** The digest of the whole. */
    public Sha256 actual() {
      return actual;
    }
  }
}

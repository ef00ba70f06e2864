package org.pumaguard.models.domain.ensure;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.concurrent.DownloadSlots;
import org.pumaguard.models.domain.concurrent.DownloadTicket;
import org.pumaguard.models.domain.concurrent.InFlightFragments;
import org.pumaguard.models.domain.concurrent.Runners;
import org.pumaguard.models.domain.concurrent.SingleFlight;
import org.pumaguard.models.domain.concurrent.WaitLimit;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.Verdict;

/**
 * Runs one {@link EnsureTask} for all callers that want the same model at the same time, and shares
 * the download slots among all tasks. Safe for use by many threads.
 */
final class SharedTasks {

  private final CacheParts parts;
  private final EnsureTask.Replacing replacing;
  private final DownloadSlots slots;
  private final InFlightFragments inFlight;
  private final CommitQueue commits;
  private final SingleFlight<Model, EnsureResult> flights;

  /** The flights of these tasks and of those beside them. */
  private final Queue<SingleFlight<Model, EnsureResult>> all;

  private final AtomicLong singles = new AtomicLong();

  SharedTasks(CacheParts parts) {
    this(
        parts,
        EnsureTask.Replacing.VERSIONS,
        new DownloadSlots(parts.settings().parallel()),
        new InFlightFragments(),
        new CommitQueue(parts.view().store().blobs()),
        new ConcurrentLinkedQueue<>());
  }

  private SharedTasks(
      CacheParts parts,
      EnsureTask.Replacing replacing,
      DownloadSlots slots,
      InFlightFragments inFlight,
      CommitQueue commits,
      Queue<SingleFlight<Model, EnsureResult>> all) {
    this.parts = parts;
    this.replacing = replacing;
    this.slots = slots;
    this.inFlight = inFlight;
    this.commits = commits;
    this.flights = new SingleFlight<>(parts.executor());
    this.all = all;
    all.add(flights);
  }

  /** The download slots of all tasks. */
  DownloadSlots slots() {
    return slots;
  }

  /** Other tasks on the same download slots and fragments in flight. */
  SharedTasks beside(CacheParts others, EnsureTask.Replacing rule) {
    return new SharedTasks(others, rule, slots, inFlight, commits, all);
  }

  /** Ends these tasks and those beside them, and the waits for them, with kind {@code CLOSED}. */
  void close() {
    all.forEach(SingleFlight::close);
  }

  /**
   * Makes a model available, or waits for the task that is doing so.
   *
   * @param checked the state that was determined without a lock
   */
  EnsureResult run(Model model, DownloadTicket ticket, Verdict checked) {
    try {
      return flights.join(
          model, new Work(model, ticket, checked), ticket.claim()::close, ticket.limit());
    } catch (CacheException e) {
      throw e.about(model.name());
    }
  }

  /** As {@link #run}, in a thread of {@link #runAll}. */
  EnsureResult runInExecutor(Model model, DownloadTicket ticket, Verdict checked) {
    try {
      return flights.joinInExecutor(
          model, new Work(model, ticket, checked), ticket.claim()::close, ticket.limit());
    } catch (CacheException e) {
      throw e.about(model.name());
    }
  }

  /** A task that no other caller shares. */
  EnsureTask task(Model model, DownloadTicket ticket, Cancellation cancellation) {
    return new EnsureTask(parts, ticket, model, cancellation, replacing, commits);
  }

  /** A ticket for a model that is asked for alone. Its claim is to be closed. */
  DownloadTicket single(Model model) {
    return ticket(singles.getAndIncrement(), model, inFlight, ConcurrentHashMap.newKeySet());
  }

  /**
   * A ticket for a model that is asked for together with others.
   *
   * @param rank lower ranks are fetched first
   * @param inFlight the fragments that these models fetch
   * @param distrusted sources that served wrong bytes to one of them
   */
  DownloadTicket ticket(
      long rank, Model model, InFlightFragments inFlight, Set<SourceLocation> distrusted) {
    List<Sha256> fragments =
        model.publication().fragmentsOrWhole().stream().map(Fragment::sha256).toList();
    return new DownloadTicket(
        slots, inFlight, inFlight.claim(rank, fragments), rank, distrusted, WaitLimit.none());
  }

  /**
   * Runs the same code in several threads, and waits for all of them.
   *
   * @param stop is cancelled if this thread is interrupted
   * @throws CacheException if this thread is interrupted or the executor is shut down
   */
  void runAll(Runnable code, int threads, Cancellation stop) {
    new Runners(parts.executor(), stop).run(code, threads);
  }

  /** Reports that a model is not available, unless no caller wants it any more. */
  CacheException reported(Model model, CacheException failure) {
    if (failure.kind() != CacheException.Kind.INTERRUPTED) {
      report(model, String.valueOf(failure.getMessage()));
    }
    return failure;
  }

  private void report(Model model, String reason) {
    parts.progress().on(Progress.Event.of(Progress.Kind.FAILED, model.name()).reason(reason));
  }

  /** The work on one model for all callers. */
  private final class Work implements SingleFlight.Work<EnsureResult> {

    private final Model model;
    private final DownloadTicket ticket;
    private final Verdict checked;

    Work(Model model, DownloadTicket ticket, Verdict checked) {
      this.model = model;
      this.ticket = ticket;
      this.checked = checked;
    }

    @Override
    public EnsureResult run(Cancellation cancellation) {
      return task(model, ticket, cancellation).run(checked);
    }

    @Override
    public void failed(CacheException failure) {
      // A task that has reported its start reports its end also if no caller wants it any more.
      boolean isCancelled = failure.kind() == CacheException.Kind.INTERRUPTED;
      report(model, isCancelled ? "cancelled" : String.valueOf(failure.getMessage()));
    }
  }
}

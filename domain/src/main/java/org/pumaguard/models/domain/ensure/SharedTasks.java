package org.pumaguard.models.domain.ensure;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.concurrent.DownloadSlots;
import org.pumaguard.models.domain.concurrent.DownloadTicket;
import org.pumaguard.models.domain.concurrent.InFlightFragments;
import org.pumaguard.models.domain.concurrent.SingleFlight;
import org.pumaguard.models.domain.concurrent.WaitLimit;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.port.Cancellation;
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
  private final SingleFlight<Model, EnsureResult> flights;
  private final AtomicLong singles = new AtomicLong();

  SharedTasks(CacheParts parts) {
    this(
        parts,
        EnsureTask.Replacing.VERSIONS,
        new DownloadSlots(parts.settings().parallel()),
        new InFlightFragments());
  }

  private SharedTasks(
      CacheParts parts,
      EnsureTask.Replacing replacing,
      DownloadSlots slots,
      InFlightFragments inFlight) {
    this.parts = parts;
    this.replacing = replacing;
    this.slots = slots;
    this.inFlight = inFlight;
    this.flights = new SingleFlight<>(parts.executor());
  }

  /** Other tasks on the same download slots and fragments in flight. */
  SharedTasks beside(CacheParts others, EnsureTask.Replacing rule) {
    return new SharedTasks(others, rule, slots, inFlight);
  }

  /**
   * Makes a model available, or waits for the task that is doing so.
   *
   * @param checked the state that was determined without a lock
   */
  EnsureResult run(Model model, DownloadTicket ticket, Verdict checked) {
    return flights.join(
        model,
        cancellation -> task(model, ticket, cancellation).run(checked),
        ticket.claim()::close,
        ticket.limit());
  }

  /** A task that no other caller shares. */
  EnsureTask task(Model model, DownloadTicket ticket, Cancellation cancellation) {
    return new EnsureTask(parts, ticket, model, cancellation, replacing);
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
    return new DownloadTicket(slots, inFlight, inFlight.claim(rank, fragments), rank, distrusted, WaitLimit.none());
  }

  /**
   * Runs the same code in several threads, and waits for all of them.
   *
   * @throws CacheException if this thread is interrupted; the others are interrupted then
   */
  void runAll(Runnable runner, int threads) {
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      running.add(parts.executor().submit(runner));
    }
    try {
      for (Future<?> one : running) {
        one.get();
      }
    } catch (InterruptedException e) {
      running.forEach(one -> one.cancel(true));
      Thread.currentThread().interrupt();
      throw CacheException.interrupted();
    } catch (ExecutionException e) {
      throw new IllegalStateException("unexpected failure: " + e.getCause(), e.getCause());
    }
  }
}

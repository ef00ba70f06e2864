package org.pumaguard.models.domain.concurrent;

import java.util.Set;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * The position of one model among all downloads of a cache.
 *
 * @param slots limits the number of concurrent requests
 * @param inFlight the fragments that are being fetched for all models
 * @param claim the fragments that this model is expected to fetch; the holder of the ticket closes
 *     it
 * @param rank lower ranks are served first
 * @param distrusted sources that served wrong bytes; shared by all models of one call, and safe for
 *     use by many threads
 * @param limit ends the wait of the caller
 */
public record DownloadTicket(
    DownloadSlots slots,
    InFlightFragments inFlight,
    InFlightFragments.Claim claim,
    long rank,
    Set<SourceLocation> distrusted,
    WaitLimit limit) {

  /** This ticket for a caller whose wait is limited. */
  public DownloadTicket within(WaitLimit other) {
    return new DownloadTicket(slots, inFlight, claim, rank, distrusted, other);
  }

  /**
   * Waits for a slot.
   *
   * @throws java.util.concurrent.CancellationException if the work is cancelled or the thread
   *     interrupted
   */
  public void acquire(Cancellation cancellation) {
    slots.acquire(rank, claim, cancellation);
  }

  /** Returns a slot that was acquired with this ticket. */
  public void release() {
    slots.release(claim);
  }
}

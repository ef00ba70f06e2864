package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.util.Optional;
import org.pumaguard.models.domain.fetch.partial.AllocatedRange;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.source.FetchRouter;

/** The leading thread's transfer of a fragment from one source at a time. */
final class SourceTransfer {

  private final FetchRouter fetchers;
  private final Cancellation cancellation;
  private final IncomingFragment incoming;
  private final RangeSplitter splitter;

  SourceTransfer(
      FetchRouter fetchers,
      Cancellation cancellation,
      IncomingFragment incoming,
      RangeSplitter splitter) {
    this.fetchers = fetchers;
    this.cancellation = cancellation;
    this.incoming = incoming;
    this.splitter = splitter;
  }

  /**
   * Fetches all missing bytes.
   *
   * @return the digest of the fragment
   */
  Sha256 run(Location location) throws IOException {
    incoming.hasher().catchUp();
    while (!incoming.ranges().isComplete()) {
      Optional<AllocatedRange> missing = incoming.ranges().claim();
      if (missing.isPresent()) {
        fetch(location, missing.get());
      } else {
        // Other threads fetch the rest.
        incoming.ranges().awaitChange(incoming.hasher().hashed(), cancellation);
      }
      incoming.hasher().catchUp();
    }
    return incoming.hasher().finish();
  }

  private void fetch(Location location, AllocatedRange missing) throws IOException {
    RangeReceiver receiver = RangeReceiver.leading(incoming, missing, cancellation);
    splitter.enable(location);
    try {
      fetchPartOrWhole(incoming.request(location, missing), receiver);
    } finally {
      splitter.disable();
      incoming.ranges().release(receiver.range());
    }
  }

  /**
   * If the source refuses the part, asks for the whole; the present bytes stay until it arrives.
   */
  private void fetchPartOrWhole(Fetcher.Request request, RangeReceiver receiver)
      throws IOException {
    try {
      fetch(request, receiver);
    } catch (Fetcher.Failure e) {
      if (!refusesPart(request, e)) {
        throw e;
      }
      splitter.giveUp();
      receiver.acceptWhole();
      fetch(request.whole(), receiver);
    }
  }

  private void fetch(Fetcher.Request request, RangeReceiver receiver) throws IOException {
    Fetcher.Outcome outcome;
    try {
      outcome = fetchers.fetch(request, receiver, cancellation);
    } catch (Fetcher.Failure e) {
      receiver.end();
      throw e;
    }
    receiver.end();
    // A stopped transfer has left the rest of its range to other threads.
    if (outcome != Fetcher.Outcome.STOPPED) {
      incoming.end(request.location(), receiver.range(), outcome);
    }
  }

  /** Some servers and proxies refuse a part with another status than 416 (RFC 9110). */
  private boolean refusesPart(Fetcher.Request request, Fetcher.Failure failure) {
    boolean isPart = request.offset() > 0 || request.end().isPresent();
    return switch (failure.reason()) {
      case RANGE_REFUSED -> isPart || incoming.received() > 0;
      case REFUSED, FORBIDDEN, NOT_FOUND -> isPart;
      default -> false;
    };
  }
}

package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.pumaguard.models.domain.fetch.partial.AllocatedRange;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.Fetcher;

/** Receives the response to a request for one range of a fragment, and no more than the range. */
final class RangeReceiver implements Fetcher.Receiver {

  private final IncomingFragment incoming;
  private final FragmentPipeline pipeline;
  private final Cancellation cancellation;
  private final boolean leads;
  private AllocatedRange range;
  private boolean acceptsWhole;
  private Optional<RejectedBody> rejected = Optional.empty();

  private RangeReceiver(
      IncomingFragment incoming, AllocatedRange range, Cancellation cancellation, boolean leads) {
    this.incoming = incoming;
    this.pipeline = incoming.pipeline();
    this.range = range;
    this.cancellation = cancellation;
    this.leads = leads;
  }

  /** For the leading thread: a response may replace the present bytes and update the fragment. */
  static RangeReceiver leading(
      IncomingFragment incoming, AllocatedRange range, Cancellation cancellation) {
    return new RangeReceiver(incoming, range, cancellation, true);
  }

  /** For any other thread: a response must be exactly the range. */
  static RangeReceiver helping(
      IncomingFragment incoming, AllocatedRange range, Cancellation cancellation) {
    return new RangeReceiver(incoming, range, cancellation, false);
  }

  /** The range being received; another one after the source has sent the whole file. */
  AllocatedRange range() {
    return range;
  }

  /** From now on a response with the whole file replaces all present bytes. */
  void acceptWhole() {
    acceptsWhole = true;
  }

  @Override
  public boolean begin(Fetcher.Head head) throws IOException {
    if (leads) {
      beginLeading(head);
    } else if (head.offset() != range.from() || incoming.isOtherFile(head)) {
      throw refused(head, "this is not the part that was asked for");
    }
    if (rejected.isEmpty()) {
      incoming.countResponse();
    }
    return true;
  }

  private void beginLeading(Fetcher.Head head) throws IOException {
    incoming.form().answered(head);
    rejected = head.offset() == 0 ? RejectedBody.find(incoming.fragment(), head) : Optional.empty();
    if (rejected.isPresent()) {
      return;
    }
    if (head.offset() == 0 && (acceptsWhole || range.from() > 0)) {
      incoming.restart();
      range =
          incoming.ranges().claim().orElseThrow(() -> refused(head, "there is nothing to fetch"));
    } else if (head.offset() != range.from()) {
      throw refused(
          head, "asked for bytes from " + range.from() + " on, got those from " + head.offset());
    } else if (incoming.received() > 0 && incoming.isOtherFile(head)) {
      throw refused(head, "the file has changed meanwhile");
    }
    incoming.update(head);
  }

  /**
   * The response has ended, or failed.
   *
   * @throws LengthMismatch if it was rejected
   */
  void end() throws LengthMismatch {
    if (rejected.isPresent()) {
      throw rejected.get().mismatch();
    }
  }

  private static Fetcher.Failure refused(Fetcher.Head head, String message) {
    return new Fetcher.Failure(
        Fetcher.Reason.RANGE_REFUSED, head.location(), message, Optional.empty());
  }

  @Override
  public boolean accept(ByteBuffer bytes) throws IOException {
    cancellation.check();
    return rejected.isPresent() ? rejected.get().read(bytes) : pipeline.store(range, bytes, leads);
  }

  @Override
  public Fetcher.Taken take(Content content, ByteRange from) throws IOException {
    if (rejected.isPresent()) {
      return Fetcher.Taken.NONE;
    }
    return pipeline.store(range, content, from, leads) ? Fetcher.Taken.ALL : Fetcher.Taken.ENOUGH;
  }
}

package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.Fetcher;

/** Takes what one request brings of a fragment, and no more than what was asked for. */
final class RangeReceiver implements Fetcher.Receiver {

  private final IncomingFragment arrival;
  private final DownloadContext assembly;
  private final boolean leads;
  private AllocatedRange stretch;
  private boolean anew;
  private Optional<RejectedBody> misfit = Optional.empty();

  /**
   * Takes one stretch.
   *
   * @param leads whether it is the leader's: then it may begin anew, and what it says counts
   */
  RangeReceiver(
      IncomingFragment arrival, DownloadContext assembly, AllocatedRange stretch, boolean leads) {
    this.arrival = arrival;
    this.assembly = assembly;
    this.stretch = stretch;
    this.leads = leads;
  }

  /** What it brings; another one when the source has begun anew. */
  AllocatedRange stretch() {
    return stretch;
  }

  /** From now on an answer with the whole file takes the place of all that is there. */
  void anew() {
    anew = true;
  }

  @Override
  public boolean begin(Fetcher.Head head) throws IOException {
    if (leads) {
      beginLeading(head);
    } else if (head.offset() != stretch.from() || arrival.isAnother(head)) {
      throw refused(head, "this is not the part that was asked for");
    }
    if (misfit.isEmpty()) {
      arrival.answered();
    }
    return true;
  }

  private void beginLeading(Fetcher.Head head) throws IOException {
    misfit = head.offset() == 0 ? arrival.misfit(head) : Optional.empty();
    if (misfit.isPresent()) {
      return;
    }
    if (head.offset() == 0 && (anew || stretch.from() > 0)) {
      arrival.restart();
      stretch =
          arrival.stretches().claim().orElseThrow(() -> refused(head, "there is nothing to fetch"));
    } else if (head.offset() != stretch.from()) {
      throw refused(
          head, "asked for bytes from " + stretch.from() + " on, got those from " + head.offset());
    } else if (arrival.received() > 0 && arrival.isAnother(head)) {
      throw refused(head, "the file has changed meanwhile");
    }
    arrival.learn(head);
  }

  /**
   * The answer has ended, in whatever way.
   *
   * @throws LengthMismatch when it was none that could be taken
   */
  void ended() throws LengthMismatch {
    if (misfit.isPresent()) {
      throw misfit.get().wrong();
    }
  }

  private static Fetcher.Failure refused(Fetcher.Head head, String message) {
    return new Fetcher.Failure(
        Fetcher.Reason.RANGE_REFUSED, head.location(), message, Optional.empty());
  }

  @Override
  public boolean accept(ByteBuffer bytes) throws IOException {
    assembly.cancellation().check();
    if (misfit.isPresent()) {
      return misfit.get().read(bytes);
    }
    while (bytes.hasRemaining()) {
      long at = stretch.reserved();
      arrival.expect(at + bytes.remaining());
      int count = arrival.stretches().reserve(stretch, bytes.remaining());
      if (count <= 0) {
        checkLength(at, count);
        return false;
      }
      ByteBuffer part = bytes.duplicate().limit(bytes.position() + count);
      bytes.position(part.limit());
      arrival.put(at, part, leads);
      arrival.wrote(stretch, count);
    }
    return true;
  }

  @Override
  public Fetcher.Taken take(Content content, ByteRange range) throws IOException {
    if (misfit.isPresent()) {
      return Fetcher.Taken.NONE;
    }
    long offset = range.offset();
    while (offset < range.end()) {
      assembly.cancellation().check();
      long at = stretch.reserved();
      int wanted = (int) Math.min(range.end() - offset, IncomingFragment.COPY_BYTES);
      int count = arrival.stretches().reserve(stretch, wanted);
      if (count <= 0) {
        checkLength(at, count);
        return Fetcher.Taken.ENOUGH;
      }
      arrival.copy(at, content, new ByteRange(offset, count));
      arrival.wrote(stretch, count);
      if (leads) {
        arrival.digest().catchUpUnlessHashedAlong();
      }
      offset += count;
    }
    return Fetcher.Taken.ALL;
  }

  /**
   * Checks why no more bytes can be reserved: the rest may belong to other requests, or be too
   * much.
   *
   * @throws LengthMismatch if the source sends more bytes than the fragment has
   */
  private void checkLength(long at, int reserved) throws LengthMismatch {
    OptionalLong total = arrival.stretches().total();
    long most = total.orElse(IncomingFragment.MAX_UNKNOWN_BYTES);
    if (reserved == 0 && at >= most) {
      throw LengthMismatch.more(most + " bytes");
    }
  }
}

package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.pumaguard.models.domain.fetch.partial.AllocatedRange;
import org.pumaguard.models.domain.fetch.partial.DownloadTarget;
import org.pumaguard.models.domain.fetch.partial.FragmentOffsets;
import org.pumaguard.models.domain.fetch.partial.FragmentRegion;
import org.pumaguard.models.domain.fetch.partial.RangeAllocator;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.domain.source.RequestForm;

/**
 * The state of a fragment while it is downloaded. What is present is kept from one request to the
 * next, and from one process to the next.
 *
 * <p>One thread leads: it decides, and hashes unless the fragment is large and the only one. Other
 * threads may fetch ranges meanwhile.
 */
final class IncomingFragment {

  /** The minimum length for hashing in a background thread, if nothing else is hashed. */
  private static final long MIN_BACKGROUND_BYTES = 64 << 20;

  /** The length of the first request for the rest of a resumed fragment. */
  private static final long FIRST_STEP_BYTES = 8 << 20;

  private final DownloadContext context;
  private final Fragment fragment;
  private final FragmentRegion region;
  private final FragmentJournal journal;
  private final RangeAllocator ranges = new RangeAllocator(LengthLimit.MAX_UNKNOWN_BYTES);
  private final StreamingHasher hasher;
  private final LengthLimit limit;
  private final FragmentPipeline pipeline;
  private final AtomicInteger responses = new AtomicInteger();
  private long resumed;
  private volatile ByteOrigin origin = new ByteOrigin.Unknown();
  private final RequestForm form = new RequestForm();

  IncomingFragment(DownloadContext context, int index, Fragment fragment) {
    DownloadTarget target = context.target();
    this.context = context;
    this.fragment = fragment;
    this.region = new FragmentRegion(target, index);
    this.journal = new FragmentJournal(fragment, target.partial());
    this.limit = new LengthLimit(context.request().model(), region, ranges, target.space());
    this.hasher = new StreamingHasher(ranges, region, context.tasks(), context.progress());
    this.pipeline =
        new FragmentPipeline(fragment.name(), ranges, limit, region, hasher, context.observers());
    fragment.size().ifPresent(ranges::total);
  }

  /** What happens to the bytes of its responses. */
  FragmentPipeline pipeline() {
    return pipeline;
  }

  /** What is fetched. */
  Fragment fragment() {
    return fragment;
  }

  /** Which bytes are present, and which are being fetched. */
  RangeAllocator ranges() {
    return ranges;
  }

  /** The digest of the present bytes. */
  StreamingHasher hasher() {
    return hasher;
  }

  /** The number of present bytes. */
  long received() {
    return ranges.present();
  }

  /** The number of present bytes that this process fetched. */
  long fetched() {
    return ranges.present() - resumed;
  }

  /** Where the present bytes come from. */
  ByteOrigin origin() {
    return origin;
  }

  /** Continues with what an earlier process has left in the partial. */
  void resume() throws IOException {
    OptionalLong length = journal.length();
    if (length.isEmpty()) {
      return;
    }
    region.length(length.getAsLong());
    region.moveTo(region.awaitBase(context.tasks().cancellation()));
    List<Partial.Unfinished> former = journal.former(region.base());
    if (former.isEmpty()) {
      return;
    }
    Partial.Unfinished newest = former.get(former.size() - 1);
    origin = ByteOrigin.of(newest, context.request().sources());
    ranges.total(newest.total());
    FragmentJournal.ranges(former).forEach(ranges::add);
    if (newest.validator().isPresent()) {
      // A long rest may be divided, which would waste the end of a response to an open request.
      ranges.grow(FIRST_STEP_BYTES);
    }
    // Any response is mixed with the bytes of the earlier process.
    responses.set(2);
    resumed = ranges.present();
    context.progress().resumed(fragment.name(), resumed);
  }

  /** The source is busy: later fragments, which hold its other connections, must not wait. */
  void postpone() {
    region.assumeLength();
  }

  /** Journal entries with which another process can resume; none if it cannot. */
  List<Partial.Unfinished> entries() {
    OptionalLong total = ranges.total();
    return origin instanceof ByteOrigin.OfSource from && total.isPresent()
        ? journal.entries(region.base(), total.getAsLong(), ranges.ranges(), from)
        : List.of();
  }

  /** From now on this source is asked. */
  void select(SourceLocation source) {
    if (!origin.isFrom(source)) {
      origin = new ByteOrigin.Asked(source);
      form.selectSource();
    }
  }

  /** How the next request is made. */
  RequestForm form() {
    return form;
  }

  /** A request for a range. */
  Fetcher.Request request(Location location, AllocatedRange range) {
    OptionalLong total = ranges.total();
    boolean toTheEnd = total.isEmpty() || range.limit() >= total.getAsLong();
    return new Fetcher.Request(
        location,
        range.from(),
        toTheEnd ? OptionalLong.empty() : OptionalLong.of(range.limit()),
        range.from() > 0 ? origin.validator().filter(tag -> form.isOfOneFile()) : Optional.empty(),
        form.next());
  }

  /** Whether the present bytes come from several responses. */
  boolean isMixed() {
    return responses.get() > 1;
  }

  /**
   * A response has ended without a failure.
   *
   * @throws Fetcher.Failure if bytes are missing nevertheless
   * @throws LengthMismatch if the source has a shorter file
   */
  void end(Location location, AllocatedRange range, Fetcher.Outcome outcome) throws IOException {
    if (ranges.total().isEmpty()) {
      // No length was announced: the end of the response is the end of the file.
      ranges.total(range.to());
      region.length(range.to());
    } else if (range.to() < range.limit() && outcome != Fetcher.Outcome.PART) {
      if (outcome == Fetcher.Outcome.COMPLETE && isShorterFile(range)) {
        throw tooShort(location, range);
      }
      throw new Fetcher.Failure(
          Fetcher.Reason.BROKEN,
          location,
          "the transfer ended after " + range.to() + " of " + range.limit() + " bytes",
          Optional.empty());
    }
  }

  /** Whether a whole file was received whose length only the registry has told. */
  private boolean isShorterFile(AllocatedRange range) {
    return range.from() == 0
        && fragment.size().isPresent()
        && origin.head().filter(head -> head.total().isEmpty()).isPresent();
  }

  private LengthMismatch tooShort(Location location, AllocatedRange range) throws IOException {
    boolean isAlone = ranges.present() == range.to();
    hasher.catchUp();
    return LengthMismatch.other(
        fragment.size().orElseThrow(),
        range.to(),
        origin.location().orElse(location),
        isAlone ? Optional.of(hasher.finish()) : Optional.empty(),
        isAlone ? hasher.appearance() : Optional.empty());
  }

  /** Discards the present bytes, and their entries in the journal. */
  void restart() throws IOException {
    List<Partial.Unfinished> entries = entries();
    // The background hasher must not see one change without the other.
    synchronized (hasher) {
      long before = ranges.present();
      ranges.clear();
      context.progress().lost(before);
      context.progress().notReused(resumed);
      resumed = 0;
      fragment.size().ifPresent(ranges::total);
      responses.set(0);
      hasher.reset();
      origin = origin.withoutBytes();
    }
    context.tasks().journal().discard(FragmentJournal.voids(entries));
  }

  /** Another response begins to contribute bytes. */
  void countResponse() {
    responses.incrementAndGet();
  }

  /** Whether a response is about another file than the present bytes. */
  boolean isOtherFile(Fetcher.Head head) {
    boolean otherLength =
        head.total().isPresent()
            && ranges.total().isPresent()
            && !head.total().equals(ranges.total());
    return otherLength || (form.isOfOneFile() && origin.hasOtherTag(head));
  }

  /**
   * Takes over what a response to the leader says of the fragment.
   *
   * @throws LengthMismatch if it is longer than it may be
   * @throws FragmentOffsets.Moved if it begins elsewhere than its present bytes
   */
  void update(Fetcher.Head head) throws IOException {
    OptionalLong announced = head.total();
    limit.reset();
    if (fragment.size().isEmpty() && announced.isPresent()) {
      limit.checkAnnounced(announced.getAsLong());
    }
    if (origin instanceof ByteOrigin.OfSource from) {
      origin = new ByteOrigin.Answered(from.source(), head);
    }
    if (announced.isPresent()) {
      ranges.total(announced.getAsLong());
      region.length(announced.getAsLong());
      if (fragment.size().isEmpty()) {
        region.requireSpace();
      }
    }
    long base = region.awaitBase(context.tasks().cancellation());
    if (base != region.base() && ranges.present() > 0) {
      throw new FragmentOffsets.Moved();
    }
    region.moveTo(base);
    if (region.isWhole() && ranges.total().orElse(0) >= MIN_BACKGROUND_BYTES) {
      hasher.hashInBackground();
    }
  }
}

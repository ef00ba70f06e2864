package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.policy.ResumePlan;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Partial;

/**
 * One fragment while it arrives: its bytes are written at their place as they pass. It keeps what
 * has arrived from one try to the next, and from one process to the next.
 *
 * <p>One thread leads: it decides, and hashes unless the fragment is large and alone. Others may
 * bring parts meanwhile.
 */
final class IncomingFragment {

  /** The most that is accepted of a fragment whose length nobody has said. */
  static final long MAX_UNKNOWN_BYTES = 256L << 30;

  /** So much is copied at once inside the system, before it is hashed from its cache. */
  static final int COPY_BYTES = 8 << 20;

  /** Of so much the digest is computed by a thread of its own, if nothing else hashes meanwhile. */
  private static final long HASH_ALONG_BYTES = 64 << 20;

  /** So much is asked for first of what an earlier process has begun. */
  private static final long FIRST_STEP_BYTES = 8 << 20;

  /** So little is sooner fetched than noted. */
  private static final long WORTH_NOTING_BYTES = 64 * 1024;

  private final DownloadContext assembly;
  private final int index;
  private final Fragment fragment;
  private final RangeAllocator stretches = new RangeAllocator(MAX_UNKNOWN_BYTES);
  private final StreamingHasher digest;

  private final LengthLimit bound;
  private final AtomicInteger answers = new AtomicInteger();

  private long resumed;
  private volatile Origin origin = Origin.NONE;
  private volatile long base;

  IncomingFragment(DownloadContext assembly, int index, Fragment fragment) {
    this.assembly = assembly;
    this.index = index;
    this.fragment = fragment;
    this.bound = new LengthLimit(assembly);
    this.digest = new StreamingHasher(assembly, stretches, () -> base);
    fragment.size().ifPresent(stretches::total);
  }

  /** Which bytes are there, and which are on their way. */
  RangeAllocator stretches() {
    return stretches;
  }

  /** The digest of what has arrived. */
  StreamingHasher digest() {
    return digest;
  }

  /** How many bytes have arrived. */
  long received() {
    return stretches.present();
  }

  /** Where the bytes come from. */
  Origin origin() {
    return origin;
  }

  /** Goes on with what an earlier process has left in the partial. */
  void resume() throws IOException {
    List<Partial.Unfinished> notes = assembly.partial().journal().unfinished();
    OptionalLong size = ResumePlan.size(fragment.sha256(), notes);
    if (size.isEmpty() || (fragment.size().isPresent() && !fragment.size().equals(size))) {
      return;
    }
    assembly.layout().size(index, size.getAsLong());
    base = assembly.layout().awaitOffset(index, assembly.cancellation());
    List<Partial.Unfinished> parts =
        new ArrayList<>(ResumePlan.unfinished(fragment.sha256(), base, notes));
    if (parts.isEmpty()) {
      return;
    }
    Partial.Unfinished newest = parts.get(parts.size() - 1);
    assembly.sources().stream()
        .filter(source -> idOf(source).equals(newest.source()))
        .findFirst()
        .ifPresent(
            source ->
                origin = new Origin(Optional.of(source), newest.validator(), Optional.empty()));
    parts.sort(Comparator.comparingLong(part -> part.range().offset()));
    stretches.total(newest.total());
    parts.forEach(part -> stretches.add(part.range()));
    if (newest.validator().isPresent()) {
      // What is still long may be divided: an answer to the end would be cut, and its rest lost.
      stretches.grow(FIRST_STEP_BYTES);
    }
    // Whatever comes now is put together with what was there.
    answers.set(2);
    resumed = stretches.present();
    assembly.tally().reused(fragment.name(), resumed);
  }

  /** What is to be noted of the fragment, so that another process can go on with it. */
  List<Partial.Unfinished> notes() {
    Origin from = origin;
    OptionalLong total = stretches.total();
    if (from.source().isEmpty() || total.isEmpty()) {
      return List.of();
    }
    Sha256 source = idOf(from.source().get());
    return stretches.ranges().stream()
        .filter(range -> range.length() >= WORTH_NOTING_BYTES && range.end() <= total.getAsLong())
        .map(
            range ->
                new Partial.Unfinished(
                    fragment.sha256(), base, total.getAsLong(), range, source, from.validator()))
        .toList();
  }

  /** The source that is asked now. */
  void from(SourceLocation source) {
    if (!origin.source().equals(Optional.of(source))) {
      origin = new Origin(Optional.of(source), Optional.empty(), Optional.empty());
    }
  }

  /** Asks a location for the bytes of a stretch. */
  Fetcher.Request request(Location location, AllocatedRange stretch) {
    OptionalLong total = stretches.total();
    boolean toTheEnd = total.isEmpty() || stretch.limit() >= total.getAsLong();
    return new Fetcher.Request(
        location,
        stretch.from(),
        toTheEnd ? OptionalLong.empty() : OptionalLong.of(stretch.limit()),
        stretch.from() == 0 ? Optional.empty() : origin.validator());
  }

  /** Whether the bytes of several answers were put together. */
  boolean isMixed() {
    return answers.get() > 1;
  }

  /**
   * An answer has ended without a failure.
   *
   * @throws Fetcher.Failure when bytes are missing nevertheless
   * @throws LengthMismatch when that is all that the source has
   */
  void ended(Location location, AllocatedRange stretch, Fetcher.Outcome outcome)
      throws IOException {
    if (stretches.total().isEmpty()) {
      // Nobody has said how long it is: as long as what came.
      stretches.total(stretch.to());
      assembly.layout().size(index, stretch.to());
    } else if (stretch.to() < stretch.limit() && outcome != Fetcher.Outcome.PART) {
      if (outcome == Fetcher.Outcome.COMPLETE && isAllThereIs(stretch)) {
        throw tooShort(location, stretch);
      }
      throw new Fetcher.Failure(
          Fetcher.Reason.BROKEN,
          location,
          "the transfer ended after " + stretch.to() + " of " + stretch.limit() + " bytes",
          Optional.empty());
    }
  }

  /** Whether a whole file has come of which nobody but the registry has said how long it is. */
  private boolean isAllThereIs(AllocatedRange stretch) {
    return stretch.from() == 0
        && fragment.size().isPresent()
        && origin.head().filter(head -> head.total().isEmpty()).isPresent();
  }

  private LengthMismatch tooShort(Location location, AllocatedRange stretch) throws IOException {
    boolean isAlone = stretches.present() == stretch.to();
    digest.catchUp();
    return LengthMismatch.other(
        fragment.size().orElseThrow(),
        stretch.to(),
        origin.location().orElse(location),
        isAlone ? Optional.of(digest.finish()) : Optional.empty(),
        isAlone ? digest.appearance() : Optional.empty());
  }

  /** Waits for what others bring. */
  void awaitOthers() {
    stretches.awaitChange(digest.hashed(), assembly.cancellation());
  }

  /** Where the bytes lie in the partial. */
  ByteRange range() {
    return new ByteRange(base, stretches.present());
  }

  /** Forgets what has arrived, and has every other process forget it. */
  void restart() throws IOException {
    List<Partial.Unfinished> noted = notes();
    // Who hashes along may not see the one without the other.
    synchronized (digest) {
      long before = stretches.present();
      stretches.clear();
      assembly.tally().lost(before);
      assembly.tally().notReused(resumed);
      resumed = 0;
      fragment.size().ifPresent(stretches::total);
      answers.set(0);
      digest.reset();
      origin = new Origin(origin.source(), Optional.empty(), Optional.empty());
    }
    assembly.checkpoints().forget(noted.stream().map(IncomingFragment::voided).toList());
  }

  /** A receiver for what the leader has claimed. */
  RangeReceiver lead(AllocatedRange stretch) {
    return new RangeReceiver(this, assembly, stretch, true);
  }

  /** A receiver for a part that another thread has claimed. */
  RangeReceiver help(AllocatedRange stretch) {
    return new RangeReceiver(this, assembly, stretch, false);
  }

  /** Another answer is about to bring bytes. */
  void answered() {
    answers.incrementAndGet();
  }

  /** Whether an answer is about another file than that of which bytes are there. */
  boolean isAnother(Fetcher.Head head) {
    boolean otherTag =
        head.validator().isPresent()
            && origin.validator().isPresent()
            && !head.validator().equals(origin.validator());
    boolean otherLength =
        head.total().isPresent()
            && stretches.total().isPresent()
            && !head.total().equals(stretches.total());
    return otherTag || otherLength;
  }

  /** An answer that announces another length than the registry does. */
  Optional<RejectedBody> misfit(Fetcher.Head head) {
    return fragment.size().isPresent()
            && head.total().isPresent()
            && !fragment.size().equals(head.total())
        ? Optional.of(new RejectedBody(head, fragment.size().getAsLong()))
        : Optional.empty();
  }

  /**
   * What an answer to the leader says of the fragment.
   *
   * @throws LengthMismatch when it is longer than it may be
   * @throws FragmentOffsets.Moved when it belongs elsewhere than what is there of it
   */
  void learn(Fetcher.Head head) throws IOException {
    OptionalLong announced = head.total();
    bound.begin();
    if (fragment.size().isEmpty() && announced.isPresent()) {
      bound.check(announced.getAsLong());
    }
    origin = new Origin(origin.source(), head.validator(), Optional.of(head));
    if (announced.isPresent()) {
      stretches.total(announced.getAsLong());
      assembly.layout().size(index, announced.getAsLong());
      if (fragment.size().isEmpty()) {
        assembly.room().require(assembly.layout().known());
      }
    }
    long now = assembly.layout().awaitOffset(index, assembly.cancellation());
    if (now != base && stretches.present() > 0) {
      throw new FragmentOffsets.Moved();
    }
    base = now;
    if (assembly.layout().fragments() == 1 && stretches.total().orElse(0) >= HASH_ALONG_BYTES) {
      digest.hashAlong();
    }
  }

  /**
   * More bytes come, up to this one of the fragment.
   *
   * @throws LengthMismatch when nobody has said how many, and they are too many
   */
  void expect(long end) throws IOException {
    if (stretches.total().isEmpty()) {
      bound.check(base, end);
    }
  }

  /**
   * Puts bytes at their place.
   *
   * @param at where, counted from the beginning of the fragment
   * @param mayHash whether they may be hashed as they pass, if they are the next
   */
  void put(long at, ByteBuffer part, boolean mayHash) throws IOException {
    int count = part.remaining();
    boolean inOrder = mayHash && digest.pass(at, part);
    assembly.room().taking(count);
    assembly.layout().write(index, base, () -> assembly.partial().write(base + at, part));
    if (inOrder) {
      digest.passed(at + count);
    }
  }

  /** Puts a range of other content at its place, inside the system. */
  void copy(long at, Content content, ByteRange range) throws IOException {
    assembly.room().taking(range.length());
    assembly
        .layout()
        .write(
            index,
            base,
            () -> {
              if (assembly.partial().copy(base + at, content, range) < range.length()) {
                throw new Content.Unreadable(new IOException("the file became shorter meanwhile"));
              }
            });
  }

  /** More bytes are at their place. */
  void wrote(AllocatedRange stretch, int count) throws IOException {
    stretches.wrote(stretch, count);
    assembly.tally().fetched(fragment.name(), count);
    assembly.checkpoints().wrote(count);
    assembly.lending().look();
  }

  private static Partial.Unfinished voided(Partial.Unfinished former) {
    return new Partial.Unfinished(
        former.fragment(),
        former.base(),
        former.total(),
        new ByteRange(0, 0),
        former.source(),
        former.validator());
  }

  private static Sha256 idOf(SourceLocation source) {
    return Sha256.ofUtf8(source.toString());
  }

  /**
   * Where the bytes of a fragment come from.
   *
   * @param validator what identifies the content that they are part of
   * @param head the last head of an answer to the leader
   */
  record Origin(
      Optional<SourceLocation> source, Optional<String> validator, Optional<Fetcher.Head> head) {

    static final Origin NONE = new Origin(Optional.empty(), Optional.empty(), Optional.empty());

    /** Where the bytes came from, after redirects. */
    Optional<Location> location() {
      return head.map(Fetcher.Head::location);
    }
  }
}

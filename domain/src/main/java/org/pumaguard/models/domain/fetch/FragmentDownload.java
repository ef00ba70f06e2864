package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.model.BlockSums;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.policy.SourceSelector;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.domain.port.Progress;

/** Gets one fragment into the partial, verified, from the sources in turn. */
final class FragmentDownload {

  /** So much that a source which breaks off is worth asking again, however often it did before. */
  private static final long WORTH_RETRYING = 1 << 20;

  private final DownloadContext assembly;
  private final Fragment fragment;
  private final IncomingFragment arrival;
  private final RangeSplitter division;
  private final FailureLog troubles;
  private boolean mixedBefore;
  private long highWater;

  FragmentDownload(DownloadContext assembly, int index, Fragment fragment) {
    this.assembly = assembly;
    this.fragment = fragment;
    this.arrival = new IncomingFragment(assembly, index, fragment);
    this.division = new RangeSplitter(assembly, arrival);
    this.troubles = new FailureLog(assembly, fragment);
  }

  /**
   * Gets the fragment.
   *
   * @return where it lies in the partial
   * @throws CacheException when no source has it, or none the right bytes
   * @throws IOException when the disk refuses
   */
  ByteRange call() throws IOException {
    List<SourceLocation> sources = assembly.sources();
    if (sources.isEmpty()) {
      throw new CacheException(
          CacheException.Kind.UNAVAILABLE,
          troubles.what() + ": the registry names no source",
          Hint.NAME_SOURCE);
    }
    arrival.resume();
    SourceSelector rota =
        new SourceSelector(
            sources.size(),
            assembly.settings().retries(),
            assembly.settings().backoff(),
            assembly.random());
    while (true) {
      assembly.cancellation().check();
      avoidDistrusted(rota);
      SourceLocation source = sources.get(rota.current());
      SourceSelector.Step step;
      try {
        Sha256 actual = bring(source);
        if (actual.equals(fragment.sha256())) {
          verified(source);
          return arrival.range();
        }
        step = wrongDigest(source, rota, actual);
      } catch (FragmentOffsets.Moved e) {
        arrival.restart();
        continue;
      } catch (LengthMismatch e) {
        troubles.addWrongLength(placeOf(e, source), e);
        step = distrust(source, rota, e.isTaken());
      } catch (Fetcher.Failure e) {
        if (e.reason() == Fetcher.Reason.BUSY && division.endHelp()) {
          // With our own connections, perhaps; alone it is asked once more at once.
          continue;
        }
        step = failed(rota, e);
      }
      takeStep(step, sources.get(rota.current()));
    }
  }

  /** The sums of its blocks, when it is the whole and was got. */
  Optional<BlockSums> sums() {
    return arrival.digest().sums();
  }

  /** Threads that have nothing else to do may bring parts of it. */
  RangeSplitter division() {
    return division;
  }

  /** What is to be noted of it while it is not finished. */
  List<Partial.Unfinished> notes() {
    return arrival.notes();
  }

  /** One source's try: all that is missing, then the digest of it all. */
  private Sha256 bring(SourceLocation source) throws IOException {
    Location location = source.locate(fragment.name(), assembly.model().name(), fragment.sha256());
    arrival.from(source);
    arrival.digest().catchUp();
    while (!arrival.stretches().isComplete()) {
      Optional<AllocatedRange> missing = arrival.stretches().claim();
      if (missing.isPresent()) {
        bring(location, missing.get());
      } else {
        arrival.awaitOthers();
      }
      arrival.digest().catchUp();
    }
    return arrival.digest().finish();
  }

  private void bring(Location location, AllocatedRange missing) throws IOException {
    RangeReceiver intake = arrival.lead(missing);
    division.begins(location);
    try {
      askForRest(arrival.request(location, missing), intake);
    } finally {
      division.pauses();
      arrival.stretches().release(intake.stretch());
    }
  }

  /** Where the rest can't be had, the whole may well be: what is there stays until it comes. */
  private void askForRest(Fetcher.Request request, RangeReceiver intake) throws IOException {
    try {
      ask(request, intake);
    } catch (Fetcher.Failure e) {
      if (!refusesPart(request, e)) {
        throw e;
      }
      division.giveUp();
      intake.anew();
      ask(Fetcher.Request.whole(request.location()), intake);
    }
  }

  private void ask(Fetcher.Request request, RangeReceiver intake) throws IOException {
    Fetcher.Outcome outcome;
    try {
      outcome = assembly.fetchers().fetch(request, intake, assembly.cancellation());
    } catch (Fetcher.Failure e) {
      intake.ended();
      throw e;
    }
    intake.ended();
    if (outcome != Fetcher.Outcome.STOPPED) {
      arrival.ended(request.location(), intake.stretch(), outcome);
    }
  }

  /** Some servers, and what stands before them, have other words for it than RFC 9110. */
  private boolean refusesPart(Fetcher.Request request, Fetcher.Failure failure) {
    boolean isPart = request.offset() > 0 || request.end().isPresent();
    return switch (failure.reason()) {
      case RANGE_REFUSED -> isPart || arrival.received() > 0;
      case REFUSED, FORBIDDEN, NOT_FOUND -> isPart;
      default -> false;
    };
  }

  /** Where bytes of several answers were put together, no one source is to blame at first. */
  private SourceSelector.Step wrongDigest(SourceLocation source, SourceSelector rota, Sha256 actual)
      throws IOException {
    if (arrival.isMixed() && !mixedBefore) {
      mixedBefore = true;
      division.giveUp();
      arrival.restart();
      return new SourceSelector.Step(SourceSelector.Action.RETRY, Duration.ZERO);
    }
    Location asked = source.locate(fragment.name(), assembly.model().name(), fragment.sha256());
    troubles.addWrongDigest(asked, actual, arrival);
    return distrust(source, rota, true);
  }

  /** What was there before stays, unless the wrong bytes are among it. */
  private SourceSelector.Step distrust(SourceLocation source, SourceSelector rota, boolean spoilt)
      throws IOException {
    assembly.distrusted().add(source);
    assembly.tally().servedWrong(source.toString());
    if (spoilt) {
      arrival.restart();
    }
    return rota.mismatched();
  }

  private Location placeOf(LengthMismatch wrong, SourceLocation source) {
    return wrong
        .where()
        .or(() -> arrival.origin().location())
        .orElseGet(
            () -> source.locate(fragment.name(), assembly.model().name(), fragment.sha256()));
  }

  private SourceSelector.Step failed(SourceSelector rota, Fetcher.Failure failure)
      throws IOException {
    troubles.add(failure);
    if (arrival.received() >= highWater + WORTH_RETRYING) {
      highWater = arrival.received();
      rota.progressed();
    }
    return rota.failed(failure.reason().mayPass(), failure.retryAfter());
  }

  private void takeStep(SourceSelector.Step step, SourceLocation next) {
    Progress.Kind kind =
        switch (step.action()) {
          case GIVE_UP -> throw troubles.failure();
          case RETRY -> Progress.Kind.RETRY;
          case SWITCH -> Progress.Kind.SOURCE_SWITCHED;
        };
    assembly
        .tally()
        .tell(
            assembly
                .tally()
                .event(kind)
                .fragment(fragment.name())
                .source(next.toString())
                .reason(troubles.last()));
    assembly.cancellation().sleep(step.delay());
  }

  private void avoidDistrusted(SourceSelector rota) {
    for (int i = 0; i < assembly.sources().size(); i++) {
      if (assembly.distrusted().contains(assembly.sources().get(i))) {
        rota.distrust(i);
      }
    }
  }

  private void verified(SourceLocation source) {
    long bytes = arrival.received();
    assembly.tally().servedBy(source.toString());
    assembly
        .tally()
        .tell(
            assembly
                .tally()
                .event(Progress.Kind.VERIFIED)
                .fragment(fragment.name())
                .bytes(bytes, OptionalLong.of(bytes))
                .source(source.toString()));
  }
}

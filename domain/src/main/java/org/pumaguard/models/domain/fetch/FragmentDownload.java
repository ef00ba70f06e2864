package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.concurrent.DownloadSlots;
import org.pumaguard.models.domain.fetch.partial.FragmentOffsets;
import org.pumaguard.models.domain.fetch.partial.JournalWriter;
import org.pumaguard.models.domain.fetch.partial.StoredFragment;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.policy.SourceSelector;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.domain.port.Progress;

/** Downloads one fragment into the partial and verifies it; tries one source after the other. */
final class FragmentDownload implements JournalWriter.Unfinished {

  /**
   * With this many new bytes, a source that breaks off is retried however often it did before. Bad
   * links end each response after some 100 KB.
   */
  private static final long MIN_PROGRESS_BYTES = 64 << 10;

  private final DownloadRequest request;
  private final SourceAccess access;
  private final TransferProgress progress;
  private final DownloadSlots slots;
  private final Cancellation cancellation;
  private final int index;
  private final Fragment fragment;
  private final IncomingFragment incoming;
  private final RangeSplitter splitter;
  private final SourceTransfer transfer;
  private final FailureLog failures;
  private boolean mixedBefore;
  private long highWater;
  private boolean refused;

  FragmentDownload(DownloadContext context, int index, Fragment fragment) {
    this.request = context.request();
    this.access = context.access();
    this.progress = context.progress();
    this.slots = context.tasks().slots();
    this.cancellation = context.tasks().cancellation();
    this.index = index;
    this.fragment = fragment;
    this.incoming = new IncomingFragment(context, index, fragment);
    this.splitter = new RangeSplitter(access.fetchers(), slots, cancellation, incoming);
    this.transfer = new SourceTransfer(access.fetchers(), cancellation, incoming, splitter);
    this.failures = new FailureLog(request.describe(fragment), fragment, access.fetchers());
  }

  /**
   * Downloads the fragment.
   *
   * @return the verified fragment
   * @throws CacheException if no source has the fragment, or none the right bytes
   * @throws IOException if the partial cannot be written
   */
  StoredFragment run() throws IOException {
    List<SourceLocation> sources = request.sources();
    if (sources.isEmpty()) {
      throw failures.noSource();
    }
    incoming.resume();
    SourceSelector selector = access.selector(sources.size());
    while (true) {
      cancellation.check();
      avoidDistrusted(selector);
      SourceLocation source = sources.get(selector.current());
      SourceSelector.Step step;
      try {
        incoming.select(source);
        if (access.distrusted().contains(source)) {
          incoming.form().bypassCaches();
        }
        Sha256 actual = transfer.run(request.locate(source, fragment));
        if (actual.equals(fragment.sha256())) {
          reportVerified(source);
          return incoming.hasher().verified();
        }
        step = handleWrongDigest(source, selector, actual);
      } catch (FragmentOffsets.Moved e) {
        incoming.restart();
        continue;
      } catch (LengthMismatch e) {
        failures.addWrongLength(locationOf(e, source), e, incoming.form().encoding());
        step = incoming.form().decode() ? retryNow() : distrust(source, selector, e.isStored());
      } catch (Fetcher.Failure e) {
        if (e.reason() == Fetcher.Reason.BUSY && splitter.stopHelpers()) {
          // The server may be busy with this program's own connections: retry with one, at once.
          continue;
        }
        step = handleFailure(selector, e);
      }
      take(step, sources.get(selector.current()));
    }
  }

  /** The work that idle download slots may be used for. */
  RangeSplitter splitter() {
    return splitter;
  }

  @Override
  public List<Partial.Unfinished> entries() {
    return incoming.entries();
  }

  /** If the bytes come from several responses, no source is blamed for the first time. */
  private SourceSelector.Step handleWrongDigest(
      SourceLocation source, SourceSelector selector, Sha256 actual) throws IOException {
    if (incoming.isMixed() && !mixedBefore) {
      mixedBefore = true;
      splitter.giveUp();
      incoming.form().requireOneFile();
      incoming.form().bypassCaches();
      return retryNow();
    }
    String appearance =
        incoming.hasher().appearance().map(looks -> "; it looks like " + looks).orElse("");
    failures.addWrongDigest(
        incoming.origin().location().orElse(request.locate(source, fragment)),
        actual,
        "(" + incoming.received() + " bytes)" + appearance,
        incoming.form().encoding());
    return incoming.form().decode() ? retryNow() : distrust(source, selector, true);
  }

  private SourceSelector.Step retryNow() throws IOException {
    incoming.restart();
    highWater = 0;
    return new SourceSelector.Step(SourceSelector.Action.RETRY, Duration.ZERO);
  }

  /** Keeps the present bytes unless wrong ones are among them. */
  private SourceSelector.Step distrust(
      SourceLocation source, SourceSelector selector, boolean hasWrongBytes) throws IOException {
    access.distrusted().add(source);
    incoming.form().bypassCaches();
    progress.servedWrong(source.toString());
    if (hasWrongBytes) {
      incoming.restart();
    }
    return selector.mismatched();
  }

  private Location locationOf(LengthMismatch mismatch, SourceLocation source) {
    return mismatch
        .where()
        .or(() -> incoming.origin().location())
        .orElseGet(() -> request.locate(source, fragment));
  }

  private SourceSelector.Step handleFailure(SourceSelector selector, Fetcher.Failure failure) {
    failures.add(failure);
    slots.failed(failure.reason());
    refused = failure.reason() == Fetcher.Reason.BUSY;
    if (refused) {
      incoming.postpone();
    }
    if (incoming.received() >= highWater + MIN_PROGRESS_BYTES) {
      highWater = incoming.received();
      selector.progressed();
    }
    return selector.failed(failure.reason().mayPass(), failure.retryAfter());
  }

  private void take(SourceSelector.Step step, SourceLocation next) {
    Progress.Kind kind =
        switch (step.action()) {
          case GIVE_UP -> throw failures.failure();
          case RETRY -> Progress.Kind.RETRY;
          case SWITCH -> Progress.Kind.SOURCE_SWITCHED;
        };
    progress.report(
        kind,
        event -> {
          Progress.Event told =
              event.fragment(fragment.name()).source(next.toString()).reason(failures.last());
          return step.delay().isZero() ? told : told.delay(step.delay());
        });
    cancellation.sleep(step.delay());
    if (refused && step.action() == SourceSelector.Action.RETRY) {
      slots.awaitEndOfOther(cancellation);
    }
  }

  private void avoidDistrusted(SourceSelector selector) {
    for (int i = 0; i < request.sources().size(); i++) {
      if (access.distrusted().contains(request.sources().get(i))) {
        selector.distrust(i);
      }
    }
  }

  private void reportVerified(SourceLocation source) {
    progress.verified(index, fragment.name(), incoming.fetched(), source.toString());
  }
}

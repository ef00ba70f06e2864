package org.pumaguard.models.domain.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.policy.SourceRota;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Progress;

/**
 * Gets one piece into the partial, verified: from what is on disk, else from the sources in turn.
 */
final class PieceFetch {

  /** So much that a source which breaks off is worth asking again, however often it did before. */
  private static final long WORTH_RETRYING = 1 << 20;

  private final Assembly assembly;
  private final int index;
  private final Fragment piece;
  private final Arrival arrival;
  private final List<Exception> troubles = new ArrayList<>();
  private Optional<Exception> mismatch = Optional.empty();
  private Optional<SourceLocation> prefixSource = Optional.empty();
  private boolean resumed;
  private long highWater;

  PieceFetch(Assembly assembly, int index, Fragment piece) {
    this.assembly = assembly;
    this.index = index;
    this.piece = piece;
    this.arrival = new Arrival(assembly, index, piece);
  }

  /**
   * Gets the piece.
   *
   * @return where it lies in the partial
   * @throws CacheException when no source has it, or none the right bytes
   * @throws IOException when the disk refuses
   */
  ByteRange call() throws IOException {
    Optional<ByteRange> local = reuse();
    return local.isPresent() ? local.get() : fetch();
  }

  private Optional<ByteRange> reuse() throws IOException {
    Optional<ContentStore.Source> source = assembly.store().locate(piece.sha256());
    if (source.isEmpty()) {
      return Optional.empty();
    }
    if (source.get().content().equals(assembly.model().publication().sha256())
        && piece.sha256().equals(source.get().content())) {
      // The whole is stored, and whoever asks for it again has found it damaged.
      return Optional.empty();
    }
    ByteRange from = source.get().range();
    if (piece.size().isPresent() && piece.size().getAsLong() != from.length()) {
      return Optional.empty();
    }
    try (Content content = assembly.store().open(source.get().content())) {
      while (true) {
        try {
          return copy(content, from);
        } catch (Layout.Moved e) {
          assembly.cancellation().check();
        }
      }
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    }
  }

  /**
   * Copies a range of what is on disk; what was written does not count unless its digest is right.
   */
  private Optional<ByteRange> copy(Content content, ByteRange from) throws IOException {
    assembly.layout().size(index, from.length());
    long base = assembly.layout().awaitOffset(index, assembly.cancellation());
    MessageDigest digest = Digests.sha256();
    ByteBuffer buffer = ByteBuffer.allocate(Digests.BUFFER_BYTES);
    long done = 0;
    while (done < from.length()) {
      assembly.cancellation().check();
      buffer.clear().limit((int) Math.min(buffer.capacity(), from.length() - done));
      if (content.read(from.offset() + done, buffer) < 0) {
        return Optional.empty();
      }
      buffer.flip();
      int count = buffer.remaining();
      digest.update(buffer.duplicate());
      long offset = base + done;
      assembly.layout().write(index, base, () -> assembly.partial().write(offset, buffer));
      done += count;
    }
    if (!Sha256.of(digest.digest()).equals(piece.sha256())) {
      return Optional.empty();
    }
    assembly.tally().reused(piece.name(), done);
    return Optional.of(new ByteRange(base, done));
  }

  private ByteRange fetch() throws IOException {
    List<SourceLocation> sources = assembly.sources();
    if (sources.isEmpty()) {
      throw new CacheException(
          CacheException.Kind.UNAVAILABLE,
          what() + ": the registry names no source",
          "name one with --source");
    }
    SourceRota rota =
        new SourceRota(
            sources.size(),
            assembly.settings().retries(),
            assembly.settings().backoff(),
            assembly.random());
    while (true) {
      assembly.cancellation().check();
      avoidDistrusted(rota);
      SourceLocation source = sources.get(rota.current());
      SourceRota.Step step;
      try {
        if (bring(source)) {
          verified(source);
          return arrival.range();
        }
        step = mixed() ? againFromTheStart() : rota.mismatched();
      } catch (Layout.Moved e) {
        arrival.restart();
        continue;
      } catch (Arrival.WrongLength e) {
        step = wrong(source, rota, String.valueOf(e.getMessage()));
      } catch (Fetcher.Failure e) {
        step = failed(rota, e);
      }
      takeStep(step, sources.get(rota.current()));
    }
  }

  /** One try; false when the bytes are there but wrong. */
  private boolean bring(SourceLocation source) throws IOException {
    Location location = source.locate(piece.name(), assembly.model().name(), piece.sha256());
    resumed = arrival.received() > 0;
    Optional<String> validator =
        prefixSource.equals(Optional.of(source)) && resumed
            ? arrival.validator()
            : Optional.empty();
    prefixSource = Optional.of(source);
    assembly
        .fetchers()
        .fetch(
            Fetcher.Request.from(location, arrival.received(), validator),
            arrival,
            assembly.cancellation());
    Sha256 actual = arrival.finish();
    if (actual.equals(piece.sha256())) {
      return true;
    }
    note(source, location, actual);
    return false;
  }

  /** Bytes of several tries were put together: if they are wrong, no one source is to blame. */
  private boolean mixed() {
    return resumed && arrival.received() > 0;
  }

  private SourceRota.Step againFromTheStart() {
    arrival.restart();
    return new SourceRota.Step(SourceRota.Action.RETRY, Duration.ZERO);
  }

  private void note(SourceLocation source, Location location, Sha256 actual) {
    String length = piece.size().isPresent() ? " (" + piece.size().getAsLong() + " bytes)" : "";
    String appearance = arrival.appearance().map(looks -> "; it looks like " + looks).orElse("");
    Exception wrong =
        new IOException(
            arrival.location().orElse(location)
                + ": expected sha256 "
                + piece.sha256()
                + length
                + ", got "
                + actual
                + " ("
                + arrival.received()
                + " bytes)"
                + appearance);
    if (!mixed()) {
      distrust(source, wrong);
    }
  }

  private SourceRota.Step wrong(SourceLocation source, SourceRota rota, String message) {
    Object where = arrival.location().<Object>map(location -> location).orElse(source);
    distrust(source, new IOException(where + ": " + message));
    return rota.mismatched();
  }

  private void distrust(SourceLocation source, Exception wrong) {
    mismatch = Optional.of(wrong);
    troubles.add(wrong);
    assembly.distrusted().add(source);
  }

  private SourceRota.Step failed(SourceRota rota, Fetcher.Failure failure) {
    troubles.add(failure);
    if (failure.reason() == Fetcher.Reason.RANGE_REFUSED) {
      arrival.restart();
    }
    if (arrival.received() >= highWater + WORTH_RETRYING) {
      highWater = arrival.received();
      rota.progressed();
    }
    return rota.failed(failure.reason().mayPass(), failure.retryAfter());
  }

  private void takeStep(SourceRota.Step step, SourceLocation next) {
    String reason = troubles.isEmpty() ? "mixed bytes" : text(troubles.get(troubles.size() - 1));
    Progress.Kind kind =
        switch (step.action()) {
          case GIVE_UP -> throw failure();
          case RETRY -> Progress.Kind.RETRY;
          case SWITCH -> Progress.Kind.SOURCE_SWITCHED;
        };
    if (mismatch.isPresent() && mismatch.get().equals(lastTrouble())) {
      arrival.restart();
    }
    assembly
        .tally()
        .tell(
            assembly
                .tally()
                .event(kind)
                .fragment(piece.name())
                .source(next.toString())
                .reason(reason));
    assembly.cancellation().sleep(step.delay());
  }

  private Exception lastTrouble() {
    return troubles.get(troubles.size() - 1);
  }

  private void avoidDistrusted(SourceRota rota) {
    for (int i = 0; i < assembly.sources().size(); i++) {
      if (assembly.distrusted().contains(assembly.sources().get(i))) {
        rota.distrust(i);
      }
    }
  }

  private void verified(SourceLocation source) {
    assembly.tally().servedBy(source.toString());
    assembly
        .tally()
        .tell(
            assembly
                .tally()
                .event(Progress.Kind.VERIFIED)
                .fragment(piece.name())
                .bytes(arrival.received(), OptionalLong.of(arrival.received()))
                .source(source.toString()));
  }

  private CacheException failure() {
    CacheException failure = summary();
    troubles.forEach(failure::addSuppressed);
    return failure;
  }

  private CacheException summary() {
    if (mismatch.isPresent()) {
      return new CacheException(
          CacheException.Kind.INTEGRITY,
          what() + ": checksum mismatch at " + mismatch.get().getMessage(),
          "nothing of it was kept; try again, name another source with --source, or ask whoever"
              + " publishes the registry");
    }
    if (offlineOnly()) {
      return new CacheException(
          CacheException.Kind.OFFLINE,
          what() + ": not in the cache, and --offline forbids to fetch it",
          "run once without --offline, or name a local folder with --source");
    }
    String last = text(lastTrouble());
    return new CacheException(
        CacheException.Kind.UNAVAILABLE,
        what() + ": no source has it: " + last,
        "check the network and the source, or name another with --source");
  }

  private boolean offlineOnly() {
    return assembly.fetchers().offline()
        && troubles.stream()
            .anyMatch(
                trouble ->
                    trouble instanceof Fetcher.Failure failure
                        && assembly.fetchers().usesNetwork(failure.location()));
  }

  private String what() {
    String model = assembly.model().name().value();
    return piece.name().value().equals(model) ? model : model + ": fragment " + piece.name();
  }

  private static String text(Exception trouble) {
    return trouble instanceof Fetcher.Failure failure
        ? failure.location() + ": " + failure.getMessage()
        : String.valueOf(trouble.getMessage());
  }
}

package org.pumaguard.models.domain.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.VerifyPolicy;
import org.pumaguard.models.domain.port.Archives;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.Progress;

/**
 * Makes one model available, under its lock: finds its content in the store or brings it there,
 * lets its name show it, unpacks it, and records that. What was visible before stays until the new
 * is verified.
 */
@SuppressWarnings("try") // What is held in a try statement is there to be closed, not to be used.
final class Acquisition {

  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration SAY_SO_AFTER = Duration.ofSeconds(2);

  private final CacheParts parts;
  private final Turn turn;
  private final Supply supply;
  private final Model model;
  private final Tally tally;
  private final Cancellation cancellation;

  Acquisition(CacheParts parts, Turn turn, Model model, Cancellation cancellation) {
    this.parts = parts;
    this.turn = turn;
    this.model = model;
    this.cancellation = cancellation;
    this.tally = new Tally(model.name(), parts.progress());
    this.supply = new Supply(parts, turn, model, tally, cancellation);
  }

  /**
   * Makes the model available.
   *
   * @param earlier how it stood a moment ago; its file is not read again while it looks the same
   */
  Ensured run(Shelf.Verdict earlier) {
    tally.tell(tally.event(Progress.Kind.STARTED).bytes(0, model.publication().size()));
    try {
      settleUnderLock(earlier);
    } catch (IOException e) {
      throw told(CacheException.storage(model.name().value(), e));
    } catch (CacheException e) {
      throw told(e);
    }
    for (String source : tally.setAside()) {
      parts
          .progress()
          .warn(model.name() + ": " + source + " served wrong bytes; other sources were used");
    }
    tally.tell(
        tally.event(Progress.Kind.FINISHED).bytes(tally.fetched() + tally.reused(), model.size()));
    return new Ensured(
        model.name(),
        parts.shelf().path(model),
        ModelState.CACHED,
        tally.fetched(),
        tally.reused(),
        tally.setAside());
  }

  /**
   * Records what was found without a fetch; without the right to write, the finding stands anyway.
   */
  void record(Shelf.Verdict verdict) throws IOException {
    settleUnderLock(verdict);
  }

  private CacheException told(CacheException failure) {
    tally.tell(tally.event(Progress.Kind.FAILED).reason(String.valueOf(failure.getMessage())));
    return failure;
  }

  private void settleUnderLock(Shelf.Verdict earlier) throws IOException {
    try (CacheLock.Held collector = await(CacheLock.Key.COLLECTOR, CacheLock.Mode.SHARED);
        CacheLock.Held content =
            await(CacheLock.Key.of(model.sha256()), CacheLock.Mode.EXCLUSIVE)) {
      Shelf.Verdict verdict = judgeAgain(earlier);
      if (!verdict.isHit()) {
        settle(verdict);
      }
    }
  }

  private Shelf.Verdict judgeAgain(Shelf.Verdict earlier) throws IOException {
    Optional<Fingerprint> now = store().visible(model.name());
    if (now.isPresent() && now.equals(earlier.fingerprint())) {
      return earlier;
    }
    return parts.shelf().judge(model, parts.settings().verify(), cancellation, parts.progress());
  }

  private void settle(Shelf.Verdict verdict) throws IOException {
    if (verdict.state() == ModelState.CACHED) {
      if (store().stored(model.sha256()).isEmpty()) {
        records().restamp(store().adopt(model.name(), model.sha256()));
      }
      unpackInto(verdict.entry());
    } else {
      if (isStored()) {
        store()
            .stored(model.sha256())
            .ifPresent(stored -> tally.reused(model.name().file(), stored.size()));
      } else {
        supply.bring();
      }
      unpackInto(verdict.entry());
      if (verdict.state() == ModelState.DAMAGED && !isOurs(verdict)) {
        Path aside = store().setAside(model.name());
        parts
            .progress()
            .warn(
                model.name()
                    + ": the file that was there is not this model; it is kept as "
                    + aside);
      }
      records()
          .restamp(
              store()
                  .publish(
                      model.name(),
                      model.sha256(),
                      verdict.entry().map(CacheRegistry.Entry::sha256)));
    }
    record(verdict.entry());
  }

  /** Content that was verified under another name, and looks as it did then, is not read again. */
  private boolean isStored() throws IOException {
    Optional<Fingerprint> stored = store().stored(model.sha256());
    if (stored.isEmpty()) {
      return false;
    }
    Fingerprint now = stored.get();
    VerifyPolicy policy = parts.settings().verify();
    boolean recorded =
        records().entries().values().stream()
            .anyMatch(
                entry ->
                    entry.sha256().equals(model.sha256())
                        && policy.trusts(entry.fingerprint(), now));
    if (recorded) {
      return true;
    }
    try (Content content = store().open(model.sha256())) {
      return Digests.of(content, cancellation, read -> {}).equals(model.sha256());
    }
  }

  /** A file that the cache made itself, even if somebody has written into it. */
  private static boolean isOurs(Shelf.Verdict verdict) {
    return verdict.entry().isPresent()
        && verdict.fingerprint().isPresent()
        && verdict.entry().get().fingerprint().inode() == verdict.fingerprint().get().inode();
  }

  private void unpackInto(Optional<CacheRegistry.Entry> entry) throws IOException {
    if (model.unpack().isEmpty()) {
      return;
    }
    FileName directory = model.unpack().get();
    boolean ours =
        entry.flatMap(CacheRegistry.Entry::unpacked).filter(directory::equals).isPresent();
    if (store().hasDirectory(directory) && !ours) {
      throw new CacheException(
          CacheException.Kind.STORAGE,
          model.name()
              + ": the directory '"
              + directory
              + "' into which it is unpacked is there"
              + " already and does not come from this cache",
          "move it away, and try again");
    }
    Path staged = store().stage();
    try (Content archive = store().open(model.sha256())) {
      parts.archives().unpack(archive, staged, Archives.Limits.DEFAULT, cancellation);
      store().publishDirectory(staged, directory);
    } catch (Archives.Malformed e) {
      throw new CacheException(
          CacheException.Kind.INTEGRITY,
          model.name() + ": can't be unpacked: " + e.getMessage(),
          "its bytes are those of the registry; ask whoever publishes it",
          e);
    } finally {
      store().discardStaged(staged);
    }
  }

  private void record(Optional<CacheRegistry.Entry> former) throws IOException {
    Instant now = parts.clock().instant();
    Optional<CacheRegistry.Entry> same =
        former.filter(entry -> entry.sha256().equals(model.sha256()));
    records()
        .record(
            new CacheRegistry.Entry(
                model.name(),
                model.sha256(),
                store().visible(model.name()).orElseThrow(() -> vanished()),
                model.about().version(),
                same.map(CacheRegistry.Entry::cachedAt).orElse(now),
                now,
                now,
                tally.source().or(this::sourceOfSameContent),
                model.unpack(),
                former.map(CacheRegistry.Entry::pinned).orElse(false),
                former.map(this::kept).orElse(List.of())));
  }

  /** What the name showed before, newest first. */
  private List<CacheRegistry.Version> kept(CacheRegistry.Entry former) {
    List<CacheRegistry.Version> kept = new ArrayList<>();
    kept.add(former.asVersion());
    kept.addAll(former.former());
    kept.removeIf(version -> version.sha256().equals(model.sha256()));
    return kept;
  }

  private Optional<String> sourceOfSameContent() {
    return records().entries().values().stream()
        .filter(entry -> entry.sha256().equals(model.sha256()))
        .flatMap(entry -> entry.source().stream())
        .findFirst();
  }

  private IOException vanished() {
    return new IOException("the file vanished while it was put there");
  }

  private CacheLock.Held await(CacheLock.Key key, CacheLock.Mode mode) throws IOException {
    Sha256 awaited = model.publication().sha256();
    Optional<Fingerprint> seen = store().onItsWay(awaited);
    Duration idle = Duration.ZERO;
    Duration waited = Duration.ZERO;
    while (true) {
      Optional<CacheLock.Held> held = parts.locks().tryAcquire(key, mode);
      if (held.isPresent()) {
        return held.get();
      }
      turn.claim().close();
      cancellation.sleep(POLL);
      waited = waited.plus(POLL);
      idle = idle.plus(POLL);
      if (waited.equals(SAY_SO_AFTER)) {
        parts.progress().warn(model.name() + ": another process is at work on it; waiting");
      }
      Optional<Fingerprint> now = store().onItsWay(awaited);
      if (!now.equals(seen)) {
        seen = now;
        idle = Duration.ZERO;
      }
      if (idle.compareTo(parts.settings().patience()) > 0) {
        throw locked(idle);
      }
    }
  }

  private CacheException locked(Duration idle) {
    return new CacheException(
        CacheException.Kind.LOCKED,
        model.name()
            + ": another process holds the lock and has made no progress for "
            + idle.toSeconds()
            + " s",
        "end that process, and try again");
  }

  private ContentStore store() {
    return parts.shelf().store();
  }

  private CacheRegistry records() {
    return parts.shelf().records();
  }
}

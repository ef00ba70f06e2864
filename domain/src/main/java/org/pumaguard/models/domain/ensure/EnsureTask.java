package org.pumaguard.models.domain.ensure;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.concurrent.DownloadTicket;
import org.pumaguard.models.domain.fetch.TransferProgress;
import org.pumaguard.models.domain.model.BlockList;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.policy.VerifyPolicy;
import org.pumaguard.models.domain.policy.VersionHistory;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.ModelFiles;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.state.BlobLinker;
import org.pumaguard.models.domain.state.BlockIndexer;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.CacheView;
import org.pumaguard.models.domain.state.LockWaiter;
import org.pumaguard.models.domain.state.UnpackedDirectory;

/**
 * Makes one model available, under its lock: finds its content in the store or brings it there,
 * lets its name show it, unpacks it, and records that. What was visible before stays until the new
 * is verified.
 */
public final class EnsureTask {

  private final CacheParts parts;
  private final DownloadTicket turn;
  private final ContentInstaller supply;
  private final Model model;
  private final TransferProgress tally;
  private final Cancellation cancellation;

  EnsureTask(CacheParts parts, DownloadTicket turn, Model model, Cancellation cancellation) {
    this.parts = parts;
    this.turn = turn;
    this.model = model;
    this.cancellation = cancellation;
    this.tally = new TransferProgress(model.name(), parts.progress());
    this.supply = new ContentInstaller(parts, turn, model, tally, cancellation);
  }

  /**
   * Makes the model available.
   *
   * @param earlier how it stood a moment ago; its file is not read again while it looks the same
   */
  EnsureResult run(CacheView.Verdict earlier) {
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
    return new EnsureResult(
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
  void record(CacheView.Verdict verdict) throws IOException {
    settleUnderLock(verdict);
  }

  private CacheException told(CacheException failure) {
    tally.tell(tally.event(Progress.Kind.FAILED).reason(String.valueOf(failure.getMessage())));
    return failure;
  }

  private void settleUnderLock(CacheView.Verdict earlier) throws IOException {
    try (CacheLock.Held collector = await(CacheLock.Key.COLLECTOR, CacheLock.Mode.SHARED);
        CacheLock.Held content =
            await(CacheLock.Key.of(model.sha256()), CacheLock.Mode.EXCLUSIVE)) {
      CacheView.Verdict verdict = judgeAgain(earlier);
      while (!verdict.isHit()) {
        boolean wasThere = obtain(verdict);
        // Another version of the model has another content, and so another lock.
        try (CacheLock.Held name =
            await(CacheLock.Key.of(model.name()), CacheLock.Mode.EXCLUSIVE)) {
          verdict = judgeAgain(verdict);
          if (verdict.state() == ModelState.CACHED
              || store().blobs().find(model.sha256()).isPresent()) {
            settle(verdict, wasThere);
            return;
          }
        }
      }
    }
  }

  private CacheView.Verdict judgeAgain(CacheView.Verdict earlier) throws IOException {
    Optional<Fingerprint> now = store().models().find(model.name());
    Optional<CacheRegistry.Entry> entry = records().find(model.name());
    if (now.isPresent()
        && earlier.fingerprint().isPresent()
        && entry
            .map(CacheRegistry.Entry::sha256)
            .equals(earlier.entry().map(CacheRegistry.Entry::sha256))) {
      if (now.equals(earlier.fingerprint())) {
        return earlier.with(now.get(), entry);
      }
      // What is to be replaced has one link less since a good one was stored in its place.
      if (earlier.state() != ModelState.CACHED
          && now.get().isSameFile(earlier.fingerprint().get())) {
        return earlier.with(now.get(), entry);
      }
    }
    return parts
        .shelf()
        .judge(
            model,
            parts.settings().verify(),
            parts.clock().instant(),
            cancellation,
            parts.progress());
  }

  /**
   * Sees to it that the content is here.
   *
   * @return whether it was, so that nothing had to be fetched
   */
  private boolean obtain(CacheView.Verdict verdict) throws IOException {
    if (verdict.state() == ModelState.CACHED) {
      return true;
    }
    refuseObstacle();
    if (isStored(verdict)) {
      store()
          .blobs()
          .find(model.sha256())
          .ifPresent(stored -> tally.reused(model.name().file(), stored.size()));
      return true;
    }
    supply.bring(verdict);
    return false;
  }

  private void settle(CacheView.Verdict verdict, boolean wasThere) throws IOException {
    Fingerprint shown;
    if (verdict.state() == ModelState.CACHED) {
      shown = adopted(verdict);
      verdict
          .sums()
          .ifPresent(sums -> parts.shelf().note(model.sha256(), new BlockList(List.of(), sums)));
      if (model.unpack().isPresent() && !parts.shelf().isUsable(verdict, model)) {
        directory(model.unpack().get()).bring(model.sha256(), verdict.entry(), cancellation);
      }
    } else {
      refuseObstacle();
      shown =
          model.unpack().isPresent()
              ? showUnpacked(directory(model.unpack().get()), verdict)
              : showFile(verdict);
    }
    recordAfter(verdict, shown);
    dropFormerDirectory(verdict.entry());
    if (wasThere) {
      // Last, since all that counts is there without them.
      new BlockIndexer(store(), model, cancellation).complete();
    }
  }

  /** How a file looks now that was found right, and is the stored content if it can be. */
  private Fingerprint adopted(CacheView.Verdict verdict) throws IOException {
    Optional<Fingerprint> now = store().models().find(model.name());
    Fingerprint found = verdict.fingerprint().orElseThrow();
    Optional<Fingerprint> stored = store().blobs().find(model.sha256());
    if (now.filter(found::isSameFile).isEmpty()) {
      throw new IOException("the file was changed meanwhile");
    }
    if (stored.equals(now)) {
      return found;
    }
    // Who copies a cache directory gets two files of each, and no file that is known.
    boolean isOurs =
        verdict.entry().map(CacheRegistry.Entry::sha256).filter(model.sha256()::equals).isPresent();
    return new BlobLinker(parts, cancellation).adopt(model.name(), model.sha256(), isOurs);
  }

  /**
   * The directory follows the file: after a crash between them the file is not what is recorded, so
   * that whoever looks next brings both together again.
   */
  private Fingerprint showUnpacked(UnpackedDirectory directory, CacheView.Verdict verdict)
      throws IOException {
    Path staged = directory.stage(model.sha256(), verdict.entry(), cancellation);
    try {
      Fingerprint shown = showFile(verdict);
      directory.publish(staged);
      return shown;
    } finally {
      directory.discard(staged);
    }
  }

  private Fingerprint showFile(CacheView.Verdict verdict) throws IOException {
    if (isAnothers(verdict)) {
      Path aside = store().models().setAside(model.name());
      parts
          .progress()
          .warn(
              model.name() + ": the file that was there is not this model; it is kept as " + aside);
    } else if (verdict.state() == ModelState.OUTDATED) {
      keepFormer(verdict);
    }
    ModelFiles.VisibleFile shown =
        store()
            .models()
            .publish(
                model.name(), model.sha256(), verdict.entry().map(CacheRegistry.Entry::sha256));
    records().restamp(shown.changes());
    return shown.file();
  }

  private UnpackedDirectory directory(FileName name) {
    return new UnpackedDirectory(parts, model.name(), name);
  }

  /** Before anything is fetched that could not be put into its place. */
  private void refuseObstacle() throws IOException {
    Optional<String> obstacle = store().models().obstacle(model.name());
    if (obstacle.isPresent()) {
      throw CacheException.obstructed(
          model.name(), obstacle.get(), store().models().path(model.name()));
    }
  }

  /** Where the registry names another directory now, or none, the former one goes. */
  private void dropFormerDirectory(Optional<CacheRegistry.Entry> former) throws IOException {
    Optional<FileName> directory = former.flatMap(CacheRegistry.Entry::unpacked);
    if (directory.isPresent()
        && records().entries().values().stream()
            .noneMatch(entry -> entry.unpacked().equals(directory))) {
      UnpackedDirectory old = directory(directory.get());
      old.adoptIfCopied(former.orElseThrow().sha256(), cancellation);
      old.drop();
    }
  }

  /** Content that was verified under another name, and looks as it did then, is not read again. */
  private boolean isStored(CacheView.Verdict verdict) throws IOException {
    Optional<Fingerprint> stored = store().blobs().find(model.sha256());
    boolean damaged = verdict.state() == ModelState.DAMAGED;
    if (stored.isEmpty() || (damaged && stored.equals(verdict.fingerprint()))) {
      return false;
    }
    Fingerprint now = stored.get();
    // Where damage was found already a length says nothing.
    VerifyPolicy policy = damaged ? VerifyPolicy.CHANGED : parts.settings().verify();
    if (new BlobLinker(parts, cancellation).isKnown(model.sha256(), now, policy)) {
      return true;
    }
    try {
      return parts.shelf().isRight(model.sha256(), cancellation);
    } catch (FileSystemException e) {
      // What can't even be opened is replaced.
      return false;
    }
  }

  /** A former version that was adopted may be nowhere but under its name. */
  private void keepFormer(CacheView.Verdict verdict) {
    CacheRegistry.Entry former = verdict.entry().orElseThrow();
    try {
      BlobLinker keeping = new BlobLinker(parts, cancellation);
      Optional<Fingerprint> visible = store().models().find(model.name());
      boolean isToBeKept =
          visible.isPresent()
              && !keeping.isStored(former.sha256(), visible.get())
              && (visible.equals(Optional.of(former.fingerprint()))
                  || parts
                      .shelf()
                      .read(model.name(), cancellation, parts.progress())
                      .map(CacheView.Reading::sha256)
                      .filter(former.sha256()::equals)
                      .isPresent());
      if (isToBeKept) {
        keeping.keep(model.name(), former.sha256(), visible.get());
      }
    } catch (IOException e) {
      parts
          .progress()
          .warn(model.name() + ": its former version is not kept: " + CacheException.text(e));
    }
  }

  /**
   * Whether somebody has put a file of his own there. One that the cache made stays the cache's
   * even if somebody has written into it.
   */
  private boolean isAnothers(CacheView.Verdict verdict) throws IOException {
    boolean ours =
        verdict.entry().isPresent()
            && verdict.fingerprint().isPresent()
            && verdict.entry().get().fingerprint().inode() == verdict.fingerprint().get().inode();
    return switch (verdict.state()) {
      case DAMAGED -> !ours;
      // By its length alone, where the policy asks for no more, it may be taken for a version.
      case OUTDATED ->
          !ours
              && parts
                  .shelf()
                  .judge(
                      model,
                      VerifyPolicy.CHANGED,
                      parts.clock().instant(),
                      cancellation,
                      parts.progress())
                  .state()
                  .equals(ModelState.DAMAGED);
      default -> false;
    };
  }

  private void recordAfter(CacheView.Verdict verdict, Fingerprint shown) throws IOException {
    Optional<CacheRegistry.Entry> former = verdict.entry();
    Instant now = parts.clock().instant();
    Optional<CacheRegistry.Entry> same =
        former.filter(entry -> entry.sha256().equals(model.sha256()));
    records()
        .record(
            new CacheRegistry.Entry(
                model.name(),
                new CacheRegistry.Version(
                    model.sha256(),
                    shown,
                    model.about().version(),
                    same.map(entry -> entry.shown().cachedAt())
                        .orElseGet(() -> VersionHistory.shownFrom(now, former)),
                    now,
                    tally.source().or(this::sourceOfSameContent)),
                now,
                model.unpack(),
                former.map(CacheRegistry.Entry::pinned).orElse(false),
                former.isPresent() ? kept(former.get(), verdict) : List.of()));
  }

  /**
   * What the name showed before and can show again: its content is still there, and is not what was
   * just found damaged.
   */
  private List<CacheRegistry.Version> kept(CacheRegistry.Entry former, CacheView.Verdict verdict)
      throws IOException {
    Optional<Long> damaged =
        verdict.state() == ModelState.DAMAGED
            ? verdict.fingerprint().map(Fingerprint::inode)
            : Optional.empty();
    List<CacheRegistry.Version> kept = new ArrayList<>();
    for (CacheRegistry.Version version : VersionHistory.kept(former, model.sha256())) {
      Optional<Long> stored = store().blobs().find(version.sha256()).map(Fingerprint::inode);
      if (stored.isPresent() && !stored.equals(damaged)) {
        kept.add(version);
      }
    }
    return kept;
  }

  private Optional<String> sourceOfSameContent() {
    return records().known(model.sha256()).stream()
        .flatMap(known -> known.source().stream())
        .findFirst();
  }

  private CacheLock.Held await(CacheLock.Key key, CacheLock.Mode mode) throws IOException {
    return new LockWaiter(
            parts,
            model.name(),
            model.publication().sha256(),
            () -> turn.claim().close(),
            cancellation)
        .await(key, mode);
  }

  private ContentStore store() {
    return parts.shelf().store();
  }

  private CacheRegistry records() {
    return parts.shelf().records();
  }
}
